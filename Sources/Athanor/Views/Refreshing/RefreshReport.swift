/// What became of a refresh.
public struct RefreshReport: Sendable {
    /// The views in the order in which they ended.
    public let results: [ViewRefreshResult]

    /// A report.
    public init(results: [ViewRefreshResult]) {
        self.results = results
    }

    /// Whether every view is as fresh as was asked for: refreshed, or seen to by another session.
    public var isComplete: Bool { results.allSatisfy { !$0.outcome.isFailure } }
}

/// What became of one view.
public struct ViewRefreshResult: Sendable {
    /// What was to be done.
    public let plan: ViewRefreshPlan
    /// How it ended.
    public let outcome: ViewRefreshOutcome

    /// A result.
    public init(plan: ViewRefreshPlan, outcome: ViewRefreshOutcome) {
        self.plan = plan
        self.outcome = outcome
    }

    /// What the refresh did; `nil` when it was not done.
    public var figures: RefreshFigures? {
        if case .done(let figures, _) = outcome { figures } else { nil }
    }

    /// How long it took, commit included; `nil` when it was not done.
    public var duration: Duration? {
        if case .done(_, let duration) = outcome { duration } else { nil }
    }
}

/// How the refresh of one view ended.
public enum ViewRefreshOutcome: Sendable {
    /// It was refreshed. The duration is that of the last attempt, commit included.
    case done(RefreshFigures, duration: Duration)
    /// It failed, and the view is as it was, unless the failure says otherwise.
    case failed(RefreshFailure)
    /// It could not be done in the way that was asked for.
    case refused(RefreshRefusal)
    /// A view that it reads could not be refreshed.
    case skipped(because: QualifiedName)
    /// Another session was refreshing or replacing the view, and it was to be left out then.
    case busy
    /// Another session has refreshed it meanwhile: it is not due any more.
    case notDue
    /// It was stopped by whoever ran it, and the view is as it was.
    case cancelled

    /// Whether the view is not as fresh as was asked for.
    public var isFailure: Bool {
        switch self {
        case .done, .busy, .notDue: false
        case .failed, .refused, .skipped, .cancelled: true
        }
    }

    /// The outcome in one word, for machines.
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

/// A refresh failed; unless the connection was lost during the commit, the view is as it was.
public struct RefreshFailure: Error, Sendable, ExplainedError {
    /// What was to be done.
    public let plan: ViewRefreshPlan
    /// Why it failed: a ``DatabaseError``, or a `CancellationError` when someone stopped it.
    public let cause: any Error
    /// Whether the connection was lost during the commit, so that the view may or may not have been refreshed.
    public let isOutcomeUnknown: Bool
    /// The sessions that were in the way when it gave up waiting for a lock.
    public let holders: [String]

    /// The error and the state of the view.
    public var explanation: Explanation {
        var explanation = Explanation(of: cause)
        explanation.message = "refreshing \(plan.view) (\(plan.strategy.name)): \(explanation.message)"
        if !holders.isEmpty {
            explanation.notes.append(.init(label: "IN THE WAY", text: holders.joined(separator: "; ")))
        }
        explanation.state =
            isOutcomeUnknown
            ? "The connection was lost during the commit: the view may or may not have been refreshed."
            : "The view is as it was before."
        return explanation
    }
}
