/// The statements around a transaction.
public struct TransactionScope: Sendable {
    /// Run first, outside: settings that a transaction would not let change.
    public var before: [Statement]
    /// A query that gives rows where ``before`` is needed, in the database as the transaction finds it; `nil` where it always is.
    public var condition: Statement?
    /// Opens the transaction.
    public var begin: Statement
    /// Run first inside, before the work: notes what the checks will want to know.
    public var opening: [Statement]
    /// Run between two revisions that share the transaction, after the settings of the first were restored.
    public var continuing: [Statement]
    /// What the work must leave sound: each looks at the database after ``opening``, and again before ``checks``.
    public var guards: [TransactionGuard]
    /// Run last inside: what must hold before the commit.
    public var checks: [TransactionCheck]
    /// Commits.
    public var commit: Statement
    /// Undoes; fine where the database has undone the transaction by itself already.
    public var rollback: Statement
    /// Run outside, after commit or rollback alike: undoes ``before``.
    public var after: [Statement]

    /// A scope as a database room makes it.
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

    /// What begins the transaction on a connection.
    /// - Throws: ``DatabaseError``; `CancellationError`.
    func beginning(on connection: any Connection) async throws -> [Statement] {
        if let condition, try await connection.query(condition).rows.isEmpty { return [begin] }
        return before + [begin]
    }
}
