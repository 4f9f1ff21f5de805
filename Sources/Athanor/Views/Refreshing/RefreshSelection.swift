/// The materialized views that a refresh includes, and the views that each waits for. Pure.
struct RefreshSelection: Sendable, Hashable {
    /// The views, each once, and each after the views of the selection that it reads.
    let views: [QualifiedName]
    /// For each view, the other views that it reads without another one in between, and those that it follows.
    let after: [QualifiedName: [QualifiedName]]

    /// Creates a selection.
    /// - Parameters:
    ///   - chosen: the requested views.
    ///   - graph: the dependencies; plain views between two materialized ones are followed.
    ///   - withUpstream: whether to include the materialized views that they read.
    ///   - withDownstream: whether to include the materialized views that read them.
    ///   - following: views that wait for others although they do not read them. Ignored if it would make a cycle:
    ///     dependencies by reading come first.
    init(
        _ chosen: [QualifiedName], in graph: ViewDependencyGraph, withUpstream: Bool = false,
        withDownstream: Bool = false, following: [(view: QualifiedName, after: QualifiedName)] = []
    ) {
        var taken = Set(chosen.map(Self.relation))
        if withUpstream { taken.formUnion(chosen.flatMap { graph.allSources(of: Self.relation($0)) }) }
        if withDownstream { taken.formUnion(chosen.flatMap { graph.allReaders(of: Self.relation($0)) }) }
        taken = taken.filter { $0.kind == .materializedView }

        var after: [QualifiedName: [QualifiedName]] = [:]
        for view in taken { after[view.name] = Self.nearest(above: view, among: taken, in: graph) }
        for pair in following where after[pair.view]?.contains(pair.after) == false && after[pair.after] != nil {
            // Avoid cycles.
            guard !Self.waits(pair.after, for: pair.view, after) else { continue }
            after[pair.view]?.append(pair.after)
        }
        self.after = after
        views = Self.ordered(taken.map(\.name), after: after)
    }

    /// Returns whether a view waits for another one, directly or through others.
    private static func waits(
        _ view: QualifiedName, for other: QualifiedName, _ after: [QualifiedName: [QualifiedName]]
    ) -> Bool {
        var seen: Set<QualifiedName> = []
        var waiting = [view]
        while let next = waiting.popLast() {
            if next == other { return true }
            if seen.insert(next).inserted { waiting += after[next] ?? [] }
        }
        return false
    }

    private static func relation(_ name: QualifiedName) -> ViewRelation {
        ViewRelation(name, kind: .materializedView)
    }

    /// Returns the views among some that a view reads without another of them in between.
    private static func nearest(
        above view: ViewRelation, among taken: Set<ViewRelation>, in graph: ViewDependencyGraph
    ) -> [QualifiedName] {
        var nearest: [QualifiedName] = []
        var seen: Set<ViewRelation> = [view]
        var waiting = graph.sources(of: view)
        while let source = waiting.popLast() {
            guard seen.insert(source).inserted else { continue }
            if taken.contains(source) {
                nearest.append(source.name)
            } else {
                waiting += graph.sources(of: source)
            }
        }
        return nearest.sorted(by: precedes)
    }

    /// Sorts views: first those that read none of the others, then those whose sources come before; by name among
    /// equals.
    private static func ordered(
        _ names: [QualifiedName], after: [QualifiedName: [QualifiedName]]
    ) -> [QualifiedName] {
        var missing = after.mapValues(\.count)
        var readers: [QualifiedName: [QualifiedName]] = [:]
        for (view, sources) in after { for source in sources { readers[source, default: []].append(view) } }
        var layer = names.filter { missing[$0] == 0 }.sorted(by: precedes)
        var ordered: [QualifiedName] = []
        while !layer.isEmpty {
            ordered += layer
            var next: [QualifiedName] = []
            for view in layer {
                for reader in readers[view] ?? [] {
                    missing[reader, default: 0] -= 1
                    if missing[reader] == 0 { next.append(reader) }
                }
            }
            layer = next.sorted(by: precedes)
        }
        return ordered
    }

    private static func precedes(_ first: QualifiedName, _ second: QualifiedName) -> Bool {
        (first.schema ?? "", first.name) < (second.schema ?? "", second.name)
    }
}
