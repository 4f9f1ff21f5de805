/// One session with a database.
///
/// Statements on one connection run one after the other, in the order in which they were asked for. No call blocks a
/// thread of Swift's cooperative pool. When the calling task is cancelled, the statement is cancelled on the server and
/// the call throws.
public protocol Connection: Sendable {
    /// The system at the other end.
    var database: any Database { get }

    /// Who Athanor is to the database, for the log: the session's user, or the operating system's user where the
    /// database knows none.
    var userName: String { get }

    /// Where the connection leads, as the database says it; known without asking again.
    var place: ConnectedPlace { get }

    /// Where tasks that mostly wait for this connection run best; `nil` for no preference.
    var preferredExecutor: (any TaskExecutor)? { get }

    /// Runs one statement and collects its rows.
    /// - Throws: ``DatabaseError``, carrying the statement; `CancellationError` when the task was cancelled.
    @discardableResult
    func query(_ statement: Statement) async throws -> StatementResult

    /// Runs statements in order, in as few round trips as the database allows, and stops at the first that fails.
    ///
    /// No transaction is implied beyond what the statements themselves say: begin and commit are statements like others.
    /// - Returns: one result a statement.
    /// - Throws: ``DatabaseError``, with the failing statement's ``DatabaseError/indexInBatch``; `CancellationError` when the task was cancelled.
    @discardableResult
    func run(_ batch: [Statement]) async throws -> [StatementResult]

    /// Inserts rows in the way that is fastest for many of them.
    /// - Throws: ``DatabaseError``, ``OperationError``; `CancellationError` when the task was cancelled.
    func insert(_ rows: RowsToInsert) async throws

    /// Ends the session. Safe to call twice; statements afterwards throw ``DatabaseError``.
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
    /// - Throws: ``DatabaseError``, with the failing statement's ``DatabaseError/indexInBatch``; `CancellationError` when the task was cancelled.
    @discardableResult
    public func run(_ batch: [Statement]) async throws -> [StatementResult] {
        var results: [StatementResult] = []
        for (index, statement) in batch.enumerated() {
            do {
                results.append(try await query(statement))
            } catch let error as DatabaseError {
                throw error.inBatch(at: index)
            }
        }
        return results
    }

    /// Runs one statement given as SQL text with values for its `$1`, `$2` … placeholders, and returns its rows.
    /// - Throws: ``DatabaseError``; `CancellationError` when the task was cancelled.
    @discardableResult
    public func query(_ sql: String, _ values: [Value] = []) async throws -> [Row] {
        try await query(Statement(sql, values)).rows
    }

    /// Runs one statement of Athanor's own, as ``Statement/isOwn`` says, and returns its rows.
    /// - Throws: ``DatabaseError``; `CancellationError` when the task was cancelled.
    @discardableResult
    package func query(own sql: String, _ values: [Value] = []) async throws -> [Row] {
        try await query(Statement(own: sql, values)).rows
    }
}

/// What a statement gave.
public struct StatementResult: Sendable, Hashable {
    /// The rows, empty for statements that return none.
    public let rows: [Row]
    /// How many rows the statement inserted, updated, deleted or returned, as the database counts them.
    public let affectedRows: Int

    /// A result as a database room makes it.
    public init(rows: [Row], affectedRows: Int) {
        self.rows = rows
        self.affectedRows = affectedRows
    }
}
