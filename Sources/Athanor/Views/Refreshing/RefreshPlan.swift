/// What a refresh will do, computed before anything runs.
public struct RefreshPlan: Sendable, Hashable {
    /// The views, each once, every one after those of them that it reads.
    public let views: [ViewRefreshPlan]

    /// A plan.
    public init(views: [ViewRefreshPlan]) {
        self.views = views
    }
}

/// How one materialized view will be refreshed.
public struct ViewRefreshPlan: Sendable, Hashable {
    /// The view.
    public let view: QualifiedName
    /// In which way, and why.
    public let strategy: RefreshStrategy
    /// What whoever starts it should know.
    public var warnings: [RefreshWarning]
    /// The SQL, in order, run in one transaction together with the log entry. None where it is refused.
    public let statements: [Statement]
    /// The views of the same plan that must be refreshed before it: those that it reads with no other one of the plan
    /// between.
    public var after: [QualifiedName]
    /// How long it took the last times; `nil` when it has not been refreshed yet.
    public var expected: Duration?

    /// A plan as a database room makes it; the core adds what comes from the other views and from the log.
    public init(
        view: QualifiedName, strategy: RefreshStrategy, warnings: [RefreshWarning] = [], statements: [Statement],
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
