/// A statement was to be cancelled, and the server did not answer in time: the connection was given up, and what the server does with
/// the statement is not known.
public struct CancellationUnanswered: Error, Sendable, Hashable, ExplainedError {
    /// How long the server was waited for.
    public let deadline: Duration

    /// An unanswered request.
    public init(after deadline: Duration) {
        self.deadline = deadline
    }

    /// What happened, and what is not known.
    public var explanation: Explanation {
        var explanation = Explanation(
            "interrupted, and the database did not answer the request to cancel within \(deadline): the connection was given up"
        )
        explanation.advice =
            "Look whether the network and the server work, then what the server still does: pg_stat_activity has the session."
        return explanation
    }
}
