/// An error: the commit itself failed.
struct CommitFailure: Error, ExplainedError {
    /// The error of the database.
    let cause: any Error
    /// The outcome that a new connection has shown, if the connection was lost during the commit.
    var found: LostCommit?

    /// Whether the connection was lost during the commit, so that its outcome is unknown here.
    var isOutcomeUnknown: Bool {
        cause is CancellationUnanswered || (cause as? DatabaseFailure)?.kind == .connectionLost
    }

    var explanation: Explanation {
        var explanation = Explanation(of: cause)
        explanation.state =
            found?.sentence
            ?? (isOutcomeUnknown
                ? "The connection was lost during the commit: the change may or may not be done."
                : "The commit was refused: nothing was changed.")
        return explanation
    }

    /// Returns the cause of a failure, without the wrapper of a failed commit.
    static func rootCause(of error: any Error) -> any Error {
        (error as? CommitFailure)?.cause ?? error
    }

    /// Returns whether the outcome of a failed operation is unknown here.
    static func isOutcomeUnknown(of error: any Error) -> Bool {
        (error as? CommitFailure)?.isOutcomeUnknown ?? false
    }
}
