/// The statements around a transaction.
package struct TransactionScope: Sendable {
    /// Run first, outside the transaction: settings that cannot change inside it.
    package var before: [SQLStatement]
    /// A query that returns rows if the database is in a state that needs ``before``; `nil` if ``before`` always runs.
    package var condition: SQLStatement?
    /// Begins the transaction.
    package var begin: SQLStatement
    /// Run first inside, before the work: records what the checks need.
    package var opening: [SQLStatement]
    /// Run between two revisions that share the transaction, after the settings of the first were restored.
    package var continuing: [SQLStatement]
    /// The conditions that the work must keep. Each reads the database after ``opening``, and again before ``checks``.
    package var guards: [TransactionGuard]
    /// Run last inside: the conditions for the commit.
    package var checks: [TransactionCheck]
    /// Commits the transaction.
    package var commit: SQLStatement
    /// Rolls the transaction back. No error if the database has already rolled it back.
    package var rollback: SQLStatement
    /// Run outside, after both commit and rollback: undoes ``before``.
    package var after: [SQLStatement]

    /// Creates a scope, as a database module does.
    package init(
        before: [SQLStatement] = [], condition: SQLStatement? = nil, begin: SQLStatement = SQLStatement("BEGIN"),
        opening: [SQLStatement] = [],
        continuing: [SQLStatement] = [], guards: [TransactionGuard] = [], checks: [TransactionCheck] = [],
        commit: SQLStatement = SQLStatement("COMMIT"),
        rollback: SQLStatement = SQLStatement("ROLLBACK"), after: [SQLStatement] = []
    ) {
        self.before = before
        self.condition = condition
        self.begin = begin
        self.opening = opening
        self.continuing = continuing
        self.guards = guards
        self.checks = checks
        self.commit = commit
        self.rollback = rollback
        self.after = after
    }

    /// Returns the statements that begin the transaction on a connection.
    /// - Throws: ``DatabaseFailure``; `CancellationError`.
    func beginning(on connection: any Connection) async throws -> [SQLStatement] {
        if let condition, try await connection.query(sql: condition).isEmpty { return [begin] }
        return before + [begin]
    }
}
