extension RevisionGraph {
    /// How the version table changes when the targets are recorded as applied without running anything.
    ///
    /// Rows on the targets' lines of descent, above or below, give way together as soon as one target lies there that
    /// is no row yet; rows elsewhere stay. Rows that no file has give way to any place: this is how a database that
    /// came from other code is put right. With `purge`, all rows give way.
    ///
    /// - Parameters:
    ///   - targets: Names as in ``resolve(_:)``; none is `base`.
    ///   - rows: The rows of the version table.
    /// - Throws: ``RevisionGraphError``; ``RevisionGraphError/databaseRevisionUnknown(_:)`` where a target counts steps
    ///   or is `current`, for from a row that no file has nothing can be counted.
    public func stampPlan(
        to targets: [String], from rows: [RevisionID], purge: Bool = false
    ) throws(RevisionGraphError) -> StampPlan {
        let names = targets.isEmpty ? ["base"] : targets
        let before = purge ? [] : try positions(ofRows: names.allSatisfy(isPlace) ? rows.filter(isKnown) : rows)
        var onLines: Set<Int> = []
        for name in names { onLines.formUnion(try members(of: name, among: before, along: .needs)) }
        var destinationsByName: [[Int]] = []
        for name in names { destinationsByName.append(try positions(named: name)) }

        let near = lineage(of: Array(onLines), along: .needs)
        var after = Set(before)
        var recorded: Set<Int> = []
        // Beside other targets `base` says nothing more.
        if destinationsByName.allSatisfy(\.isEmpty) { after.subtract(onLines) }
        for destinations in destinationsByName {
            for destination in destinations where !onLines.contains(destination) {
                guard recorded.insert(destination).inserted else { throw .namedTwice(nodes[destination].id) }
                if near.contains(destination) { after.subtract(onLines) }
                after.insert(destination)
            }
        }
        return stampPlan(from: rows, to: ids(after.sorted()))
    }

    /// Refuses a plan that would record a revision beside one that implies it: the version table would not say any more
    /// where the database is, and no upgrade would go on from there.
    /// - Throws: ``RevisionGraphError/overlappingRevisions(_:implied:)``.
    public func check(_ plan: StampPlan, from rows: [RevisionID]) throws(RevisionGraphError) {
        guard !plan.rowsAdded.isEmpty else { return }
        try checkForOverlap(try positions(ofRows: rows.filter { !plan.rowsRemoved.contains($0) } + plan.rowsAdded))
    }

    private func isKnown(_ row: RevisionID) -> Bool {
        positions[row] != nil
    }

    /// Whether a name means the same wherever the database is. One that means nothing is refused later, by itself.
    private func isPlace(_ name: String) -> Bool {
        name != "current" && (try? RevisionName(name))?.steps == nil
    }

    private func stampPlan(from rows: [RevisionID], to rowsAfter: [RevisionID]) -> StampPlan {
        let kept = Set(rowsAfter)
        let present = Set(rows)
        return StampPlan(
            rowsRemoved: rows.filter { !kept.contains($0) }, rowsAdded: rowsAfter.filter { !present.contains($0) })
    }
}
