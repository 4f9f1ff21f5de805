/// How to recover from a non-transactional statement whose outcome was not recorded, because the process or the session
/// ended between its effect and the record.
package enum NonTransactionalStatementRecovery: Sendable {
    /// Running the statement again has the same effect as running it once, as with `VACUUM`.
    case runsAgain
    /// The catalog shows the outcome. It is queried only after the session that ran the statement has ended.
    /// - Parameters:
    ///   - before: called before the statement runs; returns objects of others that look like its leftovers. They are
    ///     passed to `after`.
    ///   - after: returns the outcome.
    case asked(
        before: @Sendable (any Connection) async throws -> [Value],
        after: @Sendable (any Connection, _ before: [Value]) async throws -> NonTransactionalStatementOutcome)
    /// Only a person can determine the outcome.
    case unknown
}

/// The outcome of a non-transactional statement.
package enum NonTransactionalStatementOutcome: Sendable {
    /// The statement took effect.
    case done
    /// The statement did not take effect. These non-transactional statements remove what it left; then it can run
    /// again.
    case notDone(removing: [SQLStatement])
    /// The statement is partially applied. These non-transactional statements do the rest.
    case partiallyApplied(finishing: [SQLStatement])
}
