package import Athanor
internal import Foundation

/// A connection to an SQLite database.
///
/// SQLite works in the calling thread. This actor calls it from a dedicated thread, so that no thread of Swift's
/// cooperative pool waits for a disk or a lock. Foreign keys are enforced; a statement waits up to 5 seconds for
/// another connection's lock; the journal mode is not changed.
package actor SQLiteConnection: Connection {
    private let thread: ConnectionThread
    private var session: SQLiteSession?
    private var limit: TransactionLimit?
    /// The lock timeout of each statement in the open transaction; `nil` for the default.
    private var lockTimeout: Duration?

    /// The connection's own thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// The same thread, for tasks that mostly wait for this connection.
    package nonisolated var preferredExecutor: (any TaskExecutor)? { thread.taskExecutor }

    /// SQLite.
    package nonisolated var database: any DatabaseSystem { SQLite() }

    /// The operating system's user: SQLite has no users.
    package nonisolated var userName: String { NSUserName() }

    /// The database file, or the memory of a database without one.
    package nonisolated let place: ConnectedPlace

    private init(name: String, location: SQLiteLocation) {
        thread = ConnectionThread(name: name)
        place = location.place
    }

    static func open(_ location: SQLiteLocation, options: ConnectionOptions) async throws -> SQLiteConnection {
        let connection = SQLiteConnection(name: options.applicationName, location: location)
        try await connection.open(location, options: options)
        try Task.checkCancellation()
        return connection
    }

    /// Opens a connection to a copy of a database, in memory. If the database does not exist, the copy is empty.
    static func copy(of location: SQLiteLocation, options: ConnectionOptions) async throws -> SQLiteConnection {
        let connection = try await open(.memory, options: options)
        do {
            try await connection.receive(location, options: options)
        } catch let error as DatabaseFailure where error.kind == .noSuchDatabase && location.isMissing {
            return connection
        } catch {
            await connection.close()
            throw error
        }
        return connection
    }

    private func receive(_ location: SQLiteLocation, options: ConnectionOptions) throws {
        guard location != .memory else { return }
        let source = try SQLiteSession(location, access: .readOnly, options: options)
        defer { source.close() }
        try openSession().receive(source)
    }

    /// Whether a statement would change the database, or a session setting that affects later statements.
    func isChange(_ statement: SQLStatement) throws -> Bool {
        let tokens = Lexer.tokens(inAccepted: statement.text)
        if let pragma = Pragma(tokens), pragma.value != nil, tokens.contains(where: { $0.isPunctuation("=") }) {
            return true
        }
        return try !openSession().isReadOnly(statement)
    }

    private func open(_ location: SQLiteLocation, options: ConnectionOptions) throws {
        session = try SQLiteSession(location, access: options.access, options: options)
    }

    /// Runs one statement and collects its rows.
    ///
    /// The text must contain exactly one statement. Booleans are bound as 0 and 1. `ROLLBACK` without an open
    /// transaction does nothing, since SQLite itself ends the transaction after some failures.
    /// - Throws: `DatabaseFailure` whose code is the name of SQLite's extended result code; `CancellationError` when the
    ///   task was cancelled.
    @discardableResult
    package func query(sql statement: SQLStatement) async throws -> StatementResult {
        try await cancellable { session, cancellation in
            try session.run(statement, cancellation: cancellation)
        }
    }

    /// Inserts rows with one prepared statement.
    /// - Throws: `DatabaseFailure`; `OperationError`; `CancellationError` when the task was cancelled.
    package func insert(_ rows: RowsToInsert) async throws {
        let clause = try await SQLiteCatalog(connection: self).conflictClause(for: rows.table)
        guard let statement = try rows.firstRowStatement(SQLiteDialect(), conflictClause: clause) else { return }
        do {
            try await cancellable { session, cancellation in
                try session.run(statement, forEach: rows.rows, cancellation: cancellation)
            }
        } catch var error as DatabaseFailure where !clause.isEmpty && error.code.hasPrefix("SQLITE_CONSTRAINT") {
            error.advice =
                "The table's own ON CONFLICT would have dropped a row silently, so it does not apply here. "
                + "Correct the rows, or write the INSERT with op.execute, where it applies."
            throw error
        }
    }

    /// Limits how long each statement of the open transaction, including its commit, waits for a lock; `nil` for the
    /// default. The limit ends with the transaction.
    func limitLockWaits(to duration: Duration?) {
        lockTimeout = duration
    }

    /// Interrupts the statements of the open transaction after this time from now; `nil` for no limit. The limit ends
    /// with the transaction.
    func limitTransaction(to duration: Duration?) {
        limit = duration.map(TransactionLimit.init)
    }

    /// Runs a body that is interrupted when the task is cancelled, or when the transaction's time is over.
    private func cancellable<Result: Sendable>(
        _ body: (SQLiteSession, StatementCancellation) throws -> Result
    ) async throws -> Result {
        try Task.checkCancellation()
        let busyTimeout = try lockTimeout ?? openSession().busyTimeout
        let cancellation = StatementCancellation(busyTimeout: busyTimeout, deadline: limit?.deadline)
        return try await withTaskCancellationHandler {
            let session = try openSession()
            defer {
                if limit != nil || lockTimeout != nil, !session.isInTransaction { (limit, lockTimeout) = (nil, nil) }
            }
            do {
                return try body(session, cancellation)
            } catch let error as DatabaseFailure where error.isCausedByCancelling {
                if Task.isCancelled { throw CancellationError() }
                if let limit, limit.isOver { throw limit.error(error) }
                throw error
            }
        } onCancel: {
            cancellation.cancel()
        }
    }

    /// Closes the database.
    package func close() async {
        session?.close()
        session = nil
    }

    private func openSession() throws -> SQLiteSession {
        guard let session else { throw DatabaseFailure(kind: .connectionLost, message: "the connection is closed") }
        return session
    }
}

extension DatabaseFailure {
    /// Whether the statement was interrupted in its work or while it waited for a lock, as a cancelled statement is.
    fileprivate var isCausedByCancelling: Bool { kind == .cancelled || kind == .lockNotAvailable }
}
