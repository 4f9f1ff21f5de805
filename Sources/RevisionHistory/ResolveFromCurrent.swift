extension RevisionGraph {
    /// The revisions that a name means where the database is at `current`.
    ///
    /// Everything that ``resolve(_:)`` understands, and `current` itself, `+N` and `-N` from there, `branch@+N` and
    /// `branch@-N` from where that branch is, `name+N` and `name-N` from a named place.
    public func resolve(_ name: String, current: [RevisionID]) throws(RevisionGraphError) -> [RevisionID] {
        let rows = try positions(ofRows: current)
        if name == "current" { return ids(rows) }
        if name.contains(":") { throw .rangeNotUnderstood(name) }
        let parsed = try RevisionName(name)
        guard let steps = parsed.steps else { return try resolve(name) }
        if parsed.symbol == nil, !steps.isUp {
            return ids([try downgradePlace(parsed, steps, from: rows)].compactMap { $0 })
        }
        return ids([try stepTarget(parsed, steps, from: current).place(name)].compactMap { $0 })
    }
}
