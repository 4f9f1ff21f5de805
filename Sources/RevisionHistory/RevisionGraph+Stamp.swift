extension RevisionGraph {
    /// The change of the version table that records the targets as applied without running anything.
    ///
    /// The rows on the targets' lines of descent, above or below, are all removed if a target there is not a row yet.
    /// Rows elsewhere stay. Rows that no file has are removed for any target; this repairs a database that came from
    /// other code. With `purge`, all rows are removed.
    ///
    /// - Parameters:
    ///   - targets: Names as in ``resolve(_:)``; empty means `base`.
    ///   - rows: The rows of the version table.
    ///   - purge: Whether to remove all rows first.
    /// - Throws: ``RevisionGraphError``; ``RevisionGraphError/databaseRevisionUnknown(_:)`` if a target counts steps or
    ///   is `current`, because steps cannot be counted from a row that no file has.
    package func stampPlan(
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
        // Together with other targets, `base` has no effect.
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

    /// Refuses a plan that would record a revision together with one that implies it. The version table would no longer
    /// show the present revision, and no upgrade could continue from there.
    /// - Throws: ``RevisionGraphError/overlappingRevisions(_:implied:)``.
    package func check(_ plan: StampPlan, from rows: [RevisionID]) throws(RevisionGraphError) {
        guard !plan.rowsAdded.isEmpty else { return }
        try checkForOverlap(try positions(ofRows: rows.filter { !plan.rowsRemoved.contains($0) } + plan.rowsAdded))
    }

    private func isKnown(_ row: RevisionID) -> Bool {
        positions[row] != nil
    }

    /// Whether a name has the same meaning for every state of the database. An unknown name is refused later.
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
