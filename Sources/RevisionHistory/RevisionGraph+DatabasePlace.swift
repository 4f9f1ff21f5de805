extension RevisionGraph {
    /// Whether the meaning of a name depends on the database's present revision: `current`, `+1`, `branch@+2`. For a
    /// name of a revision, `-1` does not: it counts down from the heads, as in ``resolve(_:)``.
    package static func dependsOnCurrent(_ name: String) -> Bool {
        guard name != "current" else { return true }
        guard let parsed = try? RevisionName(name) else { return false }
        return parsed.symbol == nil && parsed.steps?.isUp == true
    }

    /// The revisions that a name means for commands that show revisions: as ``resolve(_:current:)``, except for `-1`,
    /// which counts down from the heads.
    package func revisions(named name: String, current: [RevisionID]) throws(RevisionGraphError) -> [RevisionID] {
        if let parsed = try? RevisionName(name), parsed.symbol == nil, parsed.steps?.isUp == false {
            return try resolve(name)
        }
        return try resolve(name, current: current)
    }

    /// Whether one end of a range is `current`. The format of ranges is that of ``history(_:current:)``.
    package static func hasCurrentEnd(_ range: String?) -> Bool {
        range?.split(separator: ":").contains("current") ?? false
    }
}
