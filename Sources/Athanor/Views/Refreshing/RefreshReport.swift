/// The result of a refresh.
public struct RefreshReport: Sendable {
    /// The results of the views, in the order in which they ended.
    public let results: [ViewRefreshResult]

    /// Creates a report.
    package init(results: [ViewRefreshResult]) {
        self.results = results
    }

    /// Whether every view is as fresh as requested: refreshed, or handled by another session.
    public var isComplete: Bool { results.allSatisfy { !$0.outcome.isFailure } }
}

/// The result for one view.
public struct ViewRefreshResult: Sendable {
    /// The plan for the view.
    public let plan: ViewRefreshPlan
    /// The outcome.
    public let outcome: ViewRefreshOutcome

    /// Creates a result.
    package init(plan: ViewRefreshPlan, outcome: ViewRefreshOutcome) {
        self.plan = plan
        self.outcome = outcome
    }

    /// The figures of the refresh; `nil` if the view was not refreshed.
    public var figures: RefreshFigures? {
        if case .done(let figures, _) = outcome { figures } else { nil }
    }

    /// The duration, including the commit; `nil` if the view was not refreshed.
    public var duration: Duration? {
        if case .done(_, let duration) = outcome { duration } else { nil }
    }
}

/// The outcome of the refresh of one view.
public enum ViewRefreshOutcome: Sendable {
    /// The view was refreshed. The duration is that of the last attempt, including the commit.
    case done(RefreshFigures, duration: Duration)
    /// The refresh failed. The view is unchanged, unless the failure says otherwise.
    case failed(RefreshFailure)
    /// The requested strategy is not possible.
    case refused(RefreshRefusal)
    /// A view that it reads could not be refreshed.
    case skipped(because: QualifiedName)
    /// Another session was refreshing or replacing the view, and such views are skipped.
    case busy
    /// Another session has refreshed the view, so it is no longer due.
    case notDue
    /// The refresh was stopped by its user. The view is unchanged.
    case cancelled

    /// Whether the view is not as fresh as requested.
    public var isFailure: Bool {
        switch self {
        case .done, .busy, .notDue: false
        case .failed, .refused, .skipped, .cancelled: true
        }
    }

    /// The outcome in one word, for programs.
    public var name: String {
        switch self {
        case .done: "done"
        case .failed: "failed"
        case .refused: "refused"
        case .skipped: "skipped"
        case .busy: "busy"
        case .notDue: "not_due"
        case .cancelled: "cancelled"
        }
    }
}

/// An error: a refresh failed. The view is unchanged, unless the connection was lost during the commit.
public struct RefreshFailure: Error, Sendable, ExplainedError {
    /// The plan for the view.
    public let plan: ViewRefreshPlan
    /// The cause, such as a ``DatabaseFailure``, or an ``OperationError`` if another session had claimed the view for too
    /// long.
    public let cause: any Error
    /// Whether the connection was lost during the commit, so that the view may or may not have been refreshed.
    public let isOutcomeUnknown: Bool
    /// The sessions that held the lock when waiting ended.
    public let holders: [String]

    /// The error and the state of the view.
    public var explanation: Explanation {
        var explanation = Explanation(of: cause)
        explanation.message = "refreshing \(plan.view) (\(plan.strategy.name)): \(explanation.message)"
        if !holders.isEmpty {
            explanation.notes.append(.init(label: "BLOCKED BY", text: holders.joined(separator: "; ")))
        }
        explanation.state =
            isOutcomeUnknown
            ? "The connection was lost during the commit: the view may or may not have been refreshed."
            : "The view is as it was before."
        return explanation
    }
}
