extension RevisionGraph {
    /// Whether what a name means depends on where a database is: `current`, `+1`, `branch@+2`. Where a name stands for a
    /// revision rather than for a move of the database, `-1` counts down from the heads, as of ``resolve(_:)``.
    public static func dependsOnCurrent(_ name: String) -> Bool {
        guard name != "current" else { return true }
        guard let parsed = try? RevisionName(name) else { return false }
        return parsed.symbol == nil && parsed.steps?.isUp == true
    }

    /// The revisions that a name stands for, as commands that look at revisions take it: as ``resolve(_:current:)``, but for
    /// `-1`, which counts down from the heads.
    public func revisions(named name: String, current: [RevisionID]) throws(RevisionGraphError) -> [RevisionID] {
        if let parsed = try? RevisionName(name), parsed.symbol == nil, parsed.steps?.isUp == false {
            return try resolve(name)
        }
        return try resolve(name, current: current)
    }

    /// Whether one end of a range, as of ``history(_:current:)``, is `current`.
    public static func hasCurrentEnd(_ range: String?) -> Bool {
        range?.split(separator: ":").contains("current") ?? false
    }
}
