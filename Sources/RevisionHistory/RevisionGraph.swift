/// All revisions of a project and their order.
///
/// Two kinds of edges lead from a revision to revisions that must run before it: down revisions, which form branches,
/// and dependencies, which do not. Building a graph checks everything about the files that needs no database, so that a
/// graph has no cycle and no missing revision.
public struct RevisionGraph: Sendable {
    /// Every revision once, each after the revisions that it needs, base first.
    public let nodes: [RevisionNode]

    // Positions in `nodes` from here on; a lower position never needs a higher one.
    let positions: [RevisionID: Int]
    let downRevisions: [[Int]]
    /// Down revisions and dependencies together.
    let needs: [[Int]]
    let children: [[Int]]
    /// Children and dependents together.
    let neededBy: [[Int]]
    let labelOwners: [BranchLabel: Int]
    let labels: BranchLabelInheritance

    /// The words that mean places in every history, so that no revision and no branch can have them as its name.
    package static let reservedNames: Set<String> = ["base", "current", "head", "heads"]

    /// Checks the revisions and puts them in order.
    ///
    /// - Throws: ``RevisionGraphError`` for the first mistake in the files.
    package init(_ nodes: [RevisionNode]) throws(RevisionGraphError) {
        let checked = try CheckedRevisions(nodes)
        let order = checked.order
        var newPosition = Array(repeating: 0, count: nodes.count)
        for (place, index) in order.enumerated() { newPosition[index] = place }
        func moved(_ edges: [[Int]]) -> [[Int]] {
            order.map { index in edges[index].map { newPosition[$0] } }
        }
        self.nodes = order.map { nodes[$0] }
        positions = checked.indices.mapValues { newPosition[$0] }
        downRevisions = moved(checked.downRevisions)
        needs = moved(checked.needs)
        children = Self.reversed(downRevisions)
        neededBy = Self.reversed(needs)
        labelOwners = checked.labelOwners.mapValues { newPosition[$0] }
        labels = BranchLabelInheritance(
            nodes: self.nodes, downRevisions: downRevisions, children: children, neededBy: neededBy)
    }

    private static func reversed(_ edges: [[Int]]) -> [[Int]] {
        var reversed: [[Int]] = Array(repeating: [], count: edges.count)
        for (from, targets) in edges.enumerated() {
            for target in targets { reversed[target].append(from) }
        }
        return reversed
    }

    /// The revision with exactly this id.
    public subscript(id: RevisionID) -> RevisionNode? {
        positions[id].map { nodes[$0] }
    }

    /// The position of a revision in ``nodes``.
    package func position(of id: RevisionID) -> Int? { positions[id] }

    /// The values in the graph's order, one per revision. Values that belong to no revision are omitted.
    package func sorted<Value>(_ values: [Value], by id: (Value) -> RevisionID) -> [Value] {
        var places = Array(repeating: -1, count: nodes.count)
        for (place, value) in values.enumerated() {
            if let position = positions[id(value)] { places[position] = place }
        }
        return places.lazy.filter { $0 >= 0 }.map { values[$0] }
    }

    /// The revisions that are not a down revision of another.
    public var heads: [RevisionID] { headPositions.map { nodes[$0].id } }

    /// The heads that no other revision depends on either.
    public var effectiveHeads: [RevisionID] { effectiveHeadPositions.map { nodes[$0].id } }

    /// The revisions without a down revision.
    public var bases: [RevisionID] { basePositions.map { nodes[$0].id } }

    /// The bases that also have no dependencies.
    public var effectiveBases: [RevisionID] {
        nodes.indices.filter { needs[$0].isEmpty }.map { nodes[$0].id }
    }

    /// The revisions that have this one as a down revision; empty for an unknown id.
    public func children(of id: RevisionID) -> [RevisionID] {
        positions[id].map { children[$0].map { nodes[$0].id } } ?? []
    }

    /// Whether several revisions have this one as a down revision.
    public func isBranchPoint(_ id: RevisionID) -> Bool {
        positions[id].map { children[$0].count > 1 } ?? false
    }

    /// Whether the revision has several down revisions.
    public func isMergePoint(_ id: RevisionID) -> Bool {
        positions[id].map { downRevisions[$0].count > 1 } ?? false
    }

    /// The branch labels of a revision, its own and inherited, in alphabetical order.
    ///
    /// A label belongs to the revision that sets it and to those after it. If these are a single line, it also belongs
    /// to those before it, back to the branch point or merge point.
    public func labels(of id: RevisionID) -> [BranchLabel] {
        positions[id].map { labels[$0] } ?? []
    }

    var headPositions: [Int] { nodes.indices.filter { children[$0].isEmpty } }
    var effectiveHeadPositions: [Int] { nodes.indices.filter { neededBy[$0].isEmpty } }
    var basePositions: [Int] { nodes.indices.filter { downRevisions[$0].isEmpty } }

    func describedHeads(_ positions: some Sequence<Int>) -> [RevisionGraphError.Head] {
        positions.map { RevisionGraphError.Head(id: nodes[$0].id, labels: labels[$0], origin: nodes[$0].origin) }
    }

    func ids(_ positions: some Sequence<Int>) -> [RevisionID] {
        positions.map { nodes[$0].id }
    }
}
