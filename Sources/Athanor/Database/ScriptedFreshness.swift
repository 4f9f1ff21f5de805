/// The freshness target of a view in an SQL revision: `-- athanor: refresh daily_usage every 5 minutes`.
package struct ScriptedFreshness: Sendable, Hashable {
    /// The view.
    package let view: QualifiedName
    /// The freshness target.
    package let target: FreshnessTarget

    /// The command of statements that record a freshness target. It is Athanor's own, and begins like `REFRESH`, which
    /// changes no settings and creates no views.
    package static let command = "REFRESH TARGET"

    /// Returns a description of the statements that record a target.
    /// - Parameters:
    ///   - target: the target; `nil` if it is removed.
    ///   - view: the view's name.
    package static func summary(of target: FreshnessTarget?, of view: String) -> String {
        target.map { "refresh materialized view \(view) \($0)" }
            ?? "forget how fresh materialized view \(view) is to be kept"
    }
}
