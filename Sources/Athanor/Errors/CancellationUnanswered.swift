/// An error: the run was interrupted, and the server did not answer in time. The connection was closed, and the outcome
/// of the last statement is unknown.
public struct CancellationUnanswered: Error, Sendable, Hashable, ExplainedError {
    /// How long Athanor waited for the server.
    public let deadline: Duration

    /// Creates an error for an unanswered request to cancel, or an unanswered statement of the clean-up after one.
    package init(after deadline: Duration) {
        self.deadline = deadline
    }

    /// The problem, and what is unknown.
    public var explanation: Explanation {
        Explanation(
            "interrupted, and the database did not answer within \(deadline): the connection was closed",
            state:
                "It is unknown whether the database has ended the last statement. It rolls back what was not committed "
                + "when it notices that the connection is gone.",
            advice:
                "Check the network and the server, then what the server still runs: pg_stat_activity lists the session."
        )
    }
}
