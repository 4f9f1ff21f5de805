/// The rows of the version table as steps change them: always the maximal elements of the applied revisions.
struct VersionRows {
    private let graph: RevisionGraph
    private var rows: PositionSet
    /// The number of applied revisions that need a position.
    private var appliedAbove: [Int]

    init(_ graph: RevisionGraph, rows given: [Int], applied: PositionSet) {
        self.graph = graph
        rows = PositionSet(universe: graph.nodes.count)
        appliedAbove = Array(repeating: 0, count: graph.nodes.count)
        for position in applied.ascending {
            for needed in graph.needs[position] { appliedAbove[needed] += 1 }
        }
        // A row that another row implies was not written by a run of Athanor, but by hand. It stays until its own
        // revision is undone.
        for position in given { rows.insert(position) }
    }

    /// Applies a revision; all revisions that it needs are applied.
    mutating func upgrade(_ position: Int) -> RevisionStep {
        var removed: [Int] = []
        for needed in graph.needs[position] {
            appliedAbove[needed] += 1
            if rows.contains(needed) {
                rows.remove(needed)
                removed.append(needed)
            }
        }
        rows.insert(position)
        return step(position, .upgrade, removed: removed, added: [position])
    }

    /// Undoes a revision that no applied revision needs.
    mutating func downgrade(_ position: Int) -> RevisionStep {
        var added: [Int] = []
        rows.remove(position)
        for needed in graph.needs[position] {
            appliedAbove[needed] -= 1
            if appliedAbove[needed] == 0, rows.insert(needed) { added.append(needed) }
        }
        return step(position, .downgrade, removed: [position], added: added)
    }

    private func step(
        _ position: Int, _ direction: RevisionStep.Direction, removed: [Int], added: [Int]
    ) -> RevisionStep {
        RevisionStep(
            revision: graph.nodes[position].id, direction: direction, rowsRemoved: graph.ids(removed.sorted()),
            rowsAdded: graph.ids(added.sorted()))
    }
}
