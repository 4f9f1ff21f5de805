/// How fresh a view is to be kept, as an SQL revision says it: `-- athanor: refresh daily_usage every 5 minutes`.
public struct ScriptedFreshness: Sendable, Hashable {
    /// The view.
    public let view: QualifiedName
    /// How fresh.
    public let target: FreshnessTarget

    /// The command of statements that note how fresh a view is to be kept. It is Athanor's own, and begins as `REFRESH` does,
    /// which neither changes settings nor makes views.
    public static let command = "REFRESH TARGET"
}
