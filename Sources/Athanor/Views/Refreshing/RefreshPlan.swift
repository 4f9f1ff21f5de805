/// The work of a refresh, computed before it starts.
public struct RefreshPlan: Sendable, Hashable {
    /// The views, each once, and each after the views of the plan that it reads.
    public let views: [ViewRefreshPlan]
    /// The freshness of all views, if it decided which views are refreshed (``RefreshRequest/Views/stale``); `nil`
    /// otherwise.
    public var freshness: FreshnessOverview?

    /// Creates a plan.
    package init(views: [ViewRefreshPlan], freshness: FreshnessOverview? = nil) {
        self.views = views
        self.freshness = freshness
    }
}

/// The refresh of one materialized view.
public struct ViewRefreshPlan: Sendable, Hashable {
    /// The view.
    public let view: QualifiedName
    /// The strategy, with the reason.
    public let strategy: RefreshStrategy
    /// Warnings for the user.
    public var warnings: [RefreshWarning]
    /// The SQL, in order, run in one transaction together with the log entry. Empty if the refresh is refused, or is
    /// known to fail.
    public let statements: [SQLStatement]
    /// The views of the same plan that must be refreshed before it: those that it reads without another view of the
    /// plan in between.
    public var after: [QualifiedName]
    /// The typical duration of earlier refreshes; `nil` if there were none.
    public var expected: Duration?

    /// Creates a plan, as a database module does. The core adds the information from other views and from the log.
    package init(
        view: QualifiedName, strategy: RefreshStrategy, warnings: [RefreshWarning] = [], statements: [SQLStatement],
        after: [QualifiedName] = [], expected: Duration? = nil
    ) {
        self.view = view
        self.strategy = strategy
        self.warnings = warnings
        self.statements = statements
        self.after = after
        self.expected = expected
    }
}
