extension RevisionGraph {
    /// How the version table changes when the targets are recorded as applied without running anything.
    ///
    /// Rows on the targets' lines of descent, above or below, give way together as soon as one target lies there that is
    /// no row yet; rows elsewhere stay. With `purge`, all rows give way, known to the graph or not.
    public func stampPlan(
        to targets: [String], from rows: [RevisionID], purge: Bool = false
    ) throws(RevisionGraphError) -> StampPlan {
        let before = purge ? [] : try positions(ofRows: rows)
        let names = targets.isEmpty ? ["base"] : targets
        var onLines: Set<Int> = []
        for name in names { onLines.formUnion(try members(of: name, among: before, along: .needs)) }
        var destinationsByName: [[Int]] = []
        for name in names { destinationsByName.append(try positions(named: name)) }

        let near = lineage(of: Array(onLines), along: .needs)
        var after = Set(before)
        var recorded: Set<Int> = []
        for destinations in destinationsByName {
            if destinations.isEmpty { after.subtract(onLines) }
            for destination in destinations where !onLines.contains(destination) {
                guard recorded.insert(destination).inserted else { throw .namedTwice(nodes[destination].id) }
                if near.contains(destination) { after.subtract(onLines) }
                after.insert(destination)
            }
        }
        return stampPlan(from: rows, to: ids(after.sorted()))
    }

    private func stampPlan(from rows: [RevisionID], to rowsAfter: [RevisionID]) -> StampPlan {
        let kept = Set(rowsAfter)
        let present = Set(rows)
        return StampPlan(
            rowsRemoved: rows.filter { !kept.contains($0) }, rowsAdded: rowsAfter.filter { !present.contains($0) })
    }
}
