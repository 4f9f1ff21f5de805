/// The freshness target of a view in an SQL revision: `-- athanor: refresh daily_usage every 5 minutes`.
public struct ScriptedFreshness: Sendable, Hashable {
    /// The view.
    public let view: QualifiedName
    /// The freshness target.
    public let target: FreshnessTarget

    /// The command of statements that record a freshness target. It is Athanor's own, and begins like `REFRESH`, which
    /// changes no settings and creates no views.
    public static let command = "REFRESH TARGET"
}
