/// The rows of the version table as steps change them: always the maximal elements of what is applied.
struct VersionRows {
    private let graph: RevisionGraph
    private var applied: PositionSet
    private var rows: PositionSet
    /// By position, how many applied revisions need it.
    private var appliedAbove: [Int]
    /// Rows that others imply: no run of ours leaves such, but a hand might have. The next step takes them along.
    private var redundant: [Int]

    init(_ graph: RevisionGraph, rows given: [Int], applied: PositionSet) {
        self.graph = graph
        self.applied = applied
        rows = PositionSet(universe: graph.nodes.count)
        appliedAbove = Array(repeating: 0, count: graph.nodes.count)
        for position in applied.ascending {
            for needed in graph.needs[position] { appliedAbove[needed] += 1 }
        }
        redundant = []
        for position in given {
            if appliedAbove[position] == 0 { rows.insert(position) } else { redundant.append(position) }
        }
    }

    /// Applies a revision all of whose needs are applied.
    mutating func upgrade(_ position: Int) -> RevisionStep {
        var removed = takeRedundant()
        applied.insert(position)
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

    /// Undoes a revision that nothing applied needs.
    mutating func downgrade(_ position: Int) -> RevisionStep {
        var removed = takeRedundant()
        var added: [Int] = []
        applied.remove(position)
        rows.remove(position)
        removed.append(position)
        for needed in graph.needs[position] {
            appliedAbove[needed] -= 1
            if appliedAbove[needed] == 0 {
                rows.insert(needed)
                added.append(needed)
            }
        }
        return step(position, .downgrade, removed: removed, added: added)
    }

    private mutating func takeRedundant() -> [Int] {
        defer { redundant = [] }
        return redundant
    }

    private func step(
        _ position: Int, _ direction: RevisionStep.Direction, removed: [Int], added: [Int]
    ) -> RevisionStep {
        // A redundant row may be just what this step makes maximal again: then the row stays as it is.
        let unchanged = Set(removed).intersection(added)
        return RevisionStep(
            revision: graph.nodes[position].id, direction: direction,
            rowsRemoved: graph.ids(removed.filter { !unchanged.contains($0) }.sorted()),
            rowsAdded: graph.ids(added.filter { !unchanged.contains($0) }.sorted()))
    }
}
