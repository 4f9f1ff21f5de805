/// The run was interrupted, and the server did not answer in time: the connection was given up, and what the server does with the
/// statement that was sent last is not known.
public struct CancellationUnanswered: Error, Sendable, Hashable, ExplainedError {
    /// How long the server was waited for.
    public let deadline: Duration

    /// An unanswered request to cancel, or an unanswered statement of the clean-up after one.
    public init(after deadline: Duration) {
        self.deadline = deadline
    }

    /// What happened, and what is not known.
    public var explanation: Explanation {
        var explanation = Explanation(
            "interrupted, and the database did not answer within \(deadline): the connection was given up")
        explanation.state =
            "Whether the database has ended the last statement is not known. It rolls back what was not committed when it "
            + "notices that the connection is gone."
        explanation.advice =
            "Look whether the network and the server work, then what the server still does: pg_stat_activity has the session."
        return explanation
    }
}
