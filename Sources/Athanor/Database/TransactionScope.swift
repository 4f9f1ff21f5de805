/// The statements around a transaction.
public struct TransactionScope: Sendable {
    /// Run first, outside the transaction: settings that cannot change inside it.
    public var before: [Statement]
    /// A query that returns rows if the database is in a state that needs ``before``; `nil` if ``before`` always runs.
    public var condition: Statement?
    /// Begins the transaction.
    public var begin: Statement
    /// Run first inside, before the work: records what the checks need.
    public var opening: [Statement]
    /// Run between two revisions that share the transaction, after the settings of the first were restored.
    public var continuing: [Statement]
    /// The conditions that the work must keep. Each reads the database after ``opening``, and again before ``checks``.
    public var guards: [TransactionGuard]
    /// Run last inside: the conditions for the commit.
    public var checks: [TransactionCheck]
    /// Commits the transaction.
    public var commit: Statement
    /// Rolls the transaction back. No error if the database has already rolled it back.
    public var rollback: Statement
    /// Run outside, after both commit and rollback: undoes ``before``.
    public var after: [Statement]

    /// Creates a scope, as a database module does.
    public init(
        before: [Statement] = [], condition: Statement? = nil, begin: Statement = Statement("BEGIN"),
        opening: [Statement] = [],
        continuing: [Statement] = [], guards: [TransactionGuard] = [], checks: [TransactionCheck] = [],
        commit: Statement = Statement("COMMIT"),
        rollback: Statement = Statement("ROLLBACK"), after: [Statement] = []
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
    /// - Throws: ``DatabaseError``; `CancellationError`.
    func beginning(on connection: any Connection) async throws -> [Statement] {
        if let condition, try await connection.query(condition).rows.isEmpty { return [begin] }
        return before + [begin]
    }
}
