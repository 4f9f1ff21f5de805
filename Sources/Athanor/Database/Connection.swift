/// A session with a database.
///
/// Statements on one connection run one after the other, in the order of the calls. No call blocks a thread of Swift's
/// cooperative pool. If the calling task is cancelled, the statement is cancelled on the server and the call throws.
public protocol Connection: Sendable {
    /// The database system of the connection.
    var database: any DatabaseSystem { get }

    /// The user for the log: the session's user, or the operating system's user if the database has none.
    var userName: String { get }

    /// The place that the connection leads to, as the database reports it. Known without another query.
    var place: ConnectedPlace { get }

    /// The executor on which tasks that mostly wait for this connection run best; `nil` for no preference.
    var preferredExecutor: (any TaskExecutor)? { get }

    /// Runs one statement and collects its rows. Revisions and programs use ``query(_:)``.
    /// - Throws: ``DatabaseFailure`` with the statement; `CancellationError` if the task was cancelled.
    @discardableResult
    func query(sql statement: SQLStatement) async throws -> StatementResult

    /// Runs statements in order, in as few round trips as the database allows, and stops at the first failure.
    ///
    /// Begins no transaction of its own: BEGIN and COMMIT are statements like others.
    /// - Returns: one result per statement.
    /// - Throws: ``DatabaseFailure``; `CancellationError` if the task was cancelled.
    @discardableResult
    func run(_ batch: [SQLStatement]) async throws -> [StatementResult]

    /// Inserts rows in the way that is fastest for many rows.
    /// - Throws: ``DatabaseFailure``, ``OperationError``; `CancellationError` if the task was cancelled.
    func insert(_ rows: RowsToInsert) async throws

    /// Ends the session. Safe to call twice; statements afterwards throw ``DatabaseFailure``.
    func close() async
}

extension Connection {
    /// The module of the database.
    package var module: any DatabaseModule { database.module }

    /// No preference.
    public var preferredExecutor: (any TaskExecutor)? { nil }

    /// Inserts rows with ordinary statements.
    public func insert(_ rows: RowsToInsert) async throws {
        let clause = try await module.catalog(on: self).conflictClause(for: rows.table)
        for statement in try rows.statements(module.dialect, conflictClause: clause) {
            try await query(sql: statement)
        }
    }

    /// Runs statements one after the other, for databases without round trips to save.
    /// - Throws: ``DatabaseFailure``; `CancellationError` if the task was cancelled.
    @discardableResult
    public func run(_ batch: [SQLStatement]) async throws -> [StatementResult] {
        var results: [StatementResult] = []
        for (index, statement) in batch.enumerated() {
            do {
                results.append(try await query(sql: statement))
            } catch let error as DatabaseFailure {
                throw error.inBatch(at: index)
            }
        }
        return results
    }

    /// Runs one statement, with its interpolated values as parameters, and returns its rows.
    ///
    /// ```swift
    /// let rows = try await connection.query("SELECT email FROM accounts WHERE region = \(region)")
    /// for row in rows { print(try row["email", as: String.self]) }
    /// ```
    ///
    /// The values can be of any type that is ``SQLBindable``. See ``BoundSQL`` for names and for SQL in a variable.
    /// - Throws: ``DatabaseFailure``; ``BindingError`` for a value that the database cannot keep; `CancellationError` if
    ///   the task was cancelled.
    @discardableResult
    public func query(_ sql: BoundSQL) async throws -> StatementResult {
        let statement = try sql.statement(for: module.dialect)
        return try await query(sql: statement).of(statement)
    }

    /// Runs one statement given as SQL text with values for its `$1`, `$2` … placeholders. Never pass text from outside.
    /// - Throws: ``DatabaseFailure``; `CancellationError` if the task was cancelled.
    @discardableResult
    package func query(sql: String, _ values: [Value] = []) async throws -> StatementResult {
        let statement = SQLStatement(sql, values)
        return try await query(sql: statement).of(statement)
    }

    /// Runs one of Athanor's own statements (see ``SQLStatement/isOwn``), and returns its rows.
    /// - Throws: ``DatabaseFailure``; `CancellationError` if the task was cancelled.
    @discardableResult
    package func query(own sql: String, _ values: [Value] = []) async throws -> StatementResult {
        let statement = SQLStatement(own: sql, values)
        return try await query(sql: statement).of(statement)
    }
}
