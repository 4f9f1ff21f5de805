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

    /// Runs one statement and collects its rows.
    /// - Throws: ``DatabaseFailure`` with the statement; `CancellationError` if the task was cancelled.
    @discardableResult
    func query(_ statement: SQLStatement) async throws -> StatementResult

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
    /// No preference.
    public var preferredExecutor: (any TaskExecutor)? { nil }

    /// Inserts rows with ordinary statements.
    public func insert(_ rows: RowsToInsert) async throws {
        let clause = try await database.catalog(on: self).conflictClause(for: rows.table)
        for statement in try rows.statements(database.dialect, conflictClause: clause) { try await query(statement) }
    }

    /// Runs statements one after the other, for databases without round trips to save.
    /// - Throws: ``DatabaseFailure``; `CancellationError` if the task was cancelled.
    @discardableResult
    public func run(_ batch: [SQLStatement]) async throws -> [StatementResult] {
        var results: [StatementResult] = []
        for (index, statement) in batch.enumerated() {
            do {
                results.append(try await query(statement))
            } catch let error as DatabaseFailure {
                throw error.inBatch(at: index)
            }
        }
        return results
    }

    /// Runs one statement given as SQL text with values for its `$1`, `$2` … placeholders, and returns its rows.
    /// - Throws: ``DatabaseFailure``; `CancellationError` if the task was cancelled.
    @discardableResult
    public func query(_ sql: String, _ values: [Value] = []) async throws -> [ResultRow] {
        try await query(SQLStatement(sql, values)).rows
    }

    /// Runs one of Athanor's own statements (see ``SQLStatement/isOwn``), and returns its rows.
    /// - Throws: ``DatabaseFailure``; `CancellationError` if the task was cancelled.
    @discardableResult
    package func query(own sql: String, _ values: [Value] = []) async throws -> [ResultRow] {
        try await query(SQLStatement(own: sql, values)).rows
    }
}

/// The result of a statement.
public struct StatementResult: Sendable, Hashable {
    /// The rows; empty for statements that return none.
    public let rows: [ResultRow]
    /// The number of rows that the statement inserted, updated, deleted or returned, as the database counts them.
    public let affectedRows: Int

    /// Creates a result, as a database module does.
    public init(rows: [ResultRow], affectedRows: Int) {
        self.rows = rows
        self.affectedRows = affectedRows
    }
}
