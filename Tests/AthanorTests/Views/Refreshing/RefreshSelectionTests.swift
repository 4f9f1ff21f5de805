import TestSupport
import Testing

@testable import Athanor

/// Which views a refresh takes in, and what each of them waits for.
@Suite struct RefreshSelectionTests {
    private typealias Edge = ViewDependencyGraph.Edge

    private static func view(_ name: QualifiedName) -> ViewRelation { ViewRelation(name, kind: .materializedView) }

    /// A graph of materialized views, but for the names that begin with `plain` or `table`.
    private static func graph(_ reads: (QualifiedName, reads: [QualifiedName])...) -> ViewDependencyGraph {
        func relation(_ name: QualifiedName) -> ViewRelation {
            ViewRelation(
                name,
                kind: name.name.hasPrefix("plain") ? .view : name.name.hasPrefix("table") ? .table : .materializedView)
        }
        return ViewDependencyGraph(
            views: reads.map { relation($0.0) },
            edges: reads.flatMap { reader, sources in
                sources.map { Edge(from: relation($0), to: relation(reader)) }
            })
    }

    private static let diamonds = graph(
        ("z", reads: ["table"]), ("b", reads: ["z"]), ("c", reads: ["plain", "table"]), ("plain", reads: ["z"]),
        ("a", reads: ["b", "c"]), ("top", reads: ["a", "z"]), ("alone", reads: ["table"]))

    @Test("All views come once each, after what they read, and wait for what they read")
    func all() {
        let selection = RefreshSelection(["top", "a", "b", "c", "z", "alone", "b"], in: Self.diamonds)
        #expect(selection.views == ["alone", "z", "b", "c", "a", "top"])
        #expect(
            selection.after == [
                "alone": [], "z": [], "b": ["z"], "c": ["z"], "a": ["b", "c"], "top": ["a", "z"],
            ])
    }

    @Test("Without anything more only the chosen ones come, and wait for each other through those left out")
    func chosen() {
        #expect(RefreshSelection(["a"], in: Self.diamonds).views == ["a"])
        let selection = RefreshSelection(["top", "c", "z"], in: Self.diamonds)
        #expect(selection.views == ["z", "c", "top"])
        #expect(selection.after == ["z": [], "c": ["z"], "top": ["c", "z"]])
    }

    @Test("What is read comes before, what reads comes after, each through plain views and no further than asked")
    func upstreamAndDownstream() {
        let upstream = RefreshSelection(["c"], in: Self.diamonds, withUpstream: true)
        #expect(upstream.views == ["z", "c"])
        let downstream = RefreshSelection(["c"], in: Self.diamonds, withDownstream: true)
        #expect(downstream.views == ["c", "a", "top"])
        #expect(downstream.after == ["c": [], "a": ["c"], "top": ["a"]])
        let both = RefreshSelection(["c"], in: Self.diamonds, withUpstream: true, withDownstream: true)
        #expect(both.views == ["z", "c", "a", "top"])
        #expect(both.after["top"] == ["a", "z"])
    }

    @Test("Views of one name in two schemas are two views")
    func schemas() {
        let one = QualifiedName(schema: "one", name: "m")
        let two = QualifiedName(schema: "two", name: "m")
        let graph = Self.graph((two, reads: [one]), (one, reads: ["table"]))
        #expect(RefreshSelection([two, one], in: graph).views == [one, two])
        #expect(RefreshSelection([two], in: graph, withUpstream: true).after == [one: [], two: [one]])
        #expect(RefreshSelection([two], in: graph).views == [two])
    }

    @Test("A view that the graph does not know comes all the same")
    func unknown() {
        #expect(RefreshSelection(["new"], in: Self.graph()).views == ["new"])
        #expect(RefreshSelection([], in: Self.diamonds, withUpstream: true).views == [])
    }

    @Test("Random graphs are selected from as the definition says, whatever the order of the chosen")
    func randomGraphs() {
        for seed in 0..<600 as Range<UInt64> {
            var random = SeededNumbers(seed: seed)
            let model = RandomViewGraph(size: Int.random(in: 1...14, using: &random), using: &random)
            let views = model.materializedViews
            let chosen = views.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
            let (up, down) = (Bool.random(using: &random), Bool.random(using: &random))

            let taken = Set(
                views.filter { view in
                    chosen.contains(view) || up && chosen.contains { model.reads($0, view) }
                        || down && chosen.contains { model.reads(view, $0) }
                })
            let names = chosen.map { model.relations[$0].name }
            let selection = RefreshSelection(
                names.shuffled(using: &random), in: model.graph, withUpstream: up, withDownstream: down)

            #expect(Set(selection.views) == Set(taken.map { model.relations[$0].name }), "seed \(seed)")
            #expect(Set(selection.views).count == selection.views.count, "seed \(seed)")
            for view in taken {
                let name = model.relations[view].name
                let sources = taken.filter { model.reads(view, $0, around: taken) }
                #expect(
                    Set(selection.after[name] ?? []) == Set(sources.map { model.relations[$0].name }), "seed \(seed)")
                let before = selection.views.prefix { $0 != name }
                #expect((selection.after[name] ?? []).allSatisfy(before.contains), "seed \(seed)")
            }
            #expect(
                selection
                    == RefreshSelection(
                        names.reversed(), in: model.graph, withUpstream: up, withDownstream: down), "seed \(seed)")
        }
    }
}
