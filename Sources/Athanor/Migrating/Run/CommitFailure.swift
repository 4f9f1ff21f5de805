/// The commit itself failed.
struct CommitFailure: Error, ExplainedError {
    /// What the database said.
    let cause: any Error
    /// What a new connection has shown, where the connection was lost with the commit.
    var found: LostCommit?

    /// Whether the connection was lost with the commit, so that nobody knows here whether it took effect.
    var isOutcomeUnknown: Bool {
        cause is CancellationUnanswered || (cause as? DatabaseError)?.kind == .connectionLost
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

    /// Why something failed, below the commit that it may have failed in.
    static func rootCause(of error: any Error) -> any Error {
        (error as? CommitFailure)?.cause ?? error
    }

    /// Whether nobody knows here whether something that failed took effect.
    static func isOutcomeUnknown(of error: any Error) -> Bool {
        (error as? CommitFailure)?.isOutcomeUnknown ?? false
    }
}
