/// What a run can do about a statement that ran outside any transaction and of which nobody saw the end: the process or
/// the session died between its effect and the note of it.
public enum NonTransactionalStatementRecovery: Sendable {
    /// Running it again does what running it once does, as `VACUUM`.
    case runsAgain
    /// The catalog tells what became of it. Only asked when the session that ran it has ended.
    /// - Parameters:
    ///   - before: what there is of others before it runs that looks like its traces, as values that ``after`` gets.
    ///   - after: what became of it.
    case asked(
        before: @Sendable (any Connection) async throws -> [Value],
        after: @Sendable (any Connection, _ before: [Value]) async throws -> NonTransactionalStatementOutcome)
    /// Nothing but a person can tell.
    case unknown
}

/// What became of a statement that ran outside any transaction.
public enum NonTransactionalStatementOutcome: Sendable {
    /// It took effect.
    case done
    /// It did not. These statements, each run outside a transaction, take away what it left; then it can run again.
    case notDone(removing: [Statement])
    /// It did half of its work. These statements, each run outside a transaction, do the rest.
    case partiallyApplied(finishing: [Statement])
}
