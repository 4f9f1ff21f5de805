extension RevisionGraph {
    /// How the version table changes when the targets are recorded as applied without running anything.
    ///
    /// Rows on the targets' lines of descent, above or below, give way to them; rows elsewhere stay. With `purge`, all
    /// rows give way, known to the graph or not.
    public func stampPlan(
        to targets: [String], from rows: [RevisionID], purge: Bool = false
    ) throws(RevisionGraphError) -> StampPlan {
        let before = purge ? [] : try positions(ofRows: rows)
        let names = targets.isEmpty ? ["base"] : targets
        var inLineage: Set<Int> = []
        for name in names { inLineage.formUnion(try members(of: name, among: before, along: .needs)) }
        var after = Set(before)
        var recorded: Set<Int> = []
        var destinationsByName: [[Int]] = []
        for name in names { destinationsByName.append(try positions(named: name)) }
        for destinations in destinationsByName {
            if destinations.isEmpty { after.subtract(inLineage) }
            for destination in destinations where !inLineage.contains(destination) {
                let related = lineage(of: [destination], along: .needs)
                if inLineage.contains(where: related.contains) { after.subtract(inLineage) }
                after.insert(destination)
                if !recorded.insert(destination).inserted { throw .namedTwice(nodes[destination].id) }
            }
        }
        let idsAfter = ids(after.sorted())
        let kept = Set(idsAfter)
        let present = Set(rows)
        return StampPlan(
            rowsRemoved: rows.filter { !kept.contains($0) }, rowsAdded: idsAfter.filter { !present.contains($0) })
    }
}
