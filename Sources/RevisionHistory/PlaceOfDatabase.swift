extension RevisionGraph {
    /// Whether what a name means depends on where a database is: `current`, `-1`, `branch@+2`.
    public static func dependsOnCurrent(_ name: String) -> Bool {
        guard name != "current" else { return true }
        guard let parsed = try? RevisionName(name) else { return false }
        return parsed.steps != nil && parsed.symbol == nil
    }

    /// Whether one end of a range, as of ``history(_:current:)``, is `current`.
    public static func hasCurrentEnd(_ range: String?) -> Bool {
        range?.split(separator: ":").contains("current") ?? false
    }
}
