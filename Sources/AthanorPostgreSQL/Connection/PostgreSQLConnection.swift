package import Athanor
internal import Synchronization

/// One session with a PostgreSQL server, through `libpq`, on its own thread.
package actor PostgreSQLConnection: Connection {
    private let thread: ConnectionThread
    private let session: PostgreSQLSession
    private nonisolated let canceller: StatementCanceller

    /// The user that logged in, before any SET ROLE.
    package nonisolated let userName: String

    /// The server, the database and the role at the start of the session.
    package nonisolated let place: ConnectedPlace

    /// The process id of the server process for the session.
    nonisolated let processID: Int64

    /// The thread that makes all calls of `libpq`.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// The same thread, for tasks that mostly wait for this connection.
    package nonisolated var preferredExecutor: (any TaskExecutor)? { thread.taskExecutor }

    /// PostgreSQL.
    package nonisolated let database: any DatabaseSystem

    private init(thread: ConnectionThread, session: sending PostgreSQLSession, _ options: ConnectionOptions) {
        self.thread = thread
        canceller = StatementCanceller(connection: session.connection, deadline: options.cancellationDeadline)
        userName = session.userName
        place = session.place
        database = PostgreSQL(sharding: session.sharding)
        processID = session.processID
        self.session = session
    }

    /// Opens a connection. If the caller is cancelled, this throws at once. If clean-up is interrupted, it throws after
    /// a deadline. The attempt itself then ends in the background.
    static func open(_ url: DatabaseURL, _ options: ConnectionOptions) async throws -> PostgreSQLConnection {
        let attempt = FirstAnswer<PostgreSQLConnection>()
        let deadline = options.cancellationDeadline
        let interruption = LateInterruption.current
        let registration = interruption?.whenInterrupted {
            Task {
                try await Task.sleep(for: deadline)
                let message = "interrupted, and the server did not answer within \(deadline)"
                attempt.answer(.failure(DatabaseFailure(kind: .unreachable, message: message)))
            }
        }
        defer { if let registration { interruption?.forget(registration) } }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                attempt.wait(with: continuation)
                Task {
                    do {
                        let connection = try await connect(url, options)
                        if !attempt.answer(.success(connection)) { await connection.close() }
                    } catch {
                        attempt.answer(.failure(error))
                    }
                }
            }
        } onCancel: {
            attempt.answer(.failure(CancellationError()))
        }
    }

    private static func connect(
        _ url: DatabaseURL, _ options: ConnectionOptions
    ) async throws -> PostgreSQLConnection {
        let thread = ConnectionThread(name: "athanor postgresql")
        let session = try await SessionOpening(on: thread).open(url, options)
        return PostgreSQLConnection(thread: thread, session: session, options)
    }

    /// Runs one statement through the extended protocol and collects its rows.
    ///
    /// Source: PostgreSQL documentation, "Command Execution Functions" (`PQsendQueryParams`): one command a call.
    /// - Throws: ``DatabaseFailure``, carrying the statement; `CancellationError` when the task was cancelled before the
    ///   statement was sent, or the server ended the statement because of it; ``CancellationUnanswered`` when the
    ///   server did not answer that request in time. Cancelling does not undo a statement that had already finished.
    @discardableResult
    package nonisolated func query(sql statement: SQLStatement) async throws -> StatementResult {
        try await cancellable { ticket in try await self.execute(statement, ticket) }
    }

    /// Runs statements in order through `libpq`'s pipeline mode: one round trip for each transaction, and one for each
    /// statement outside a transaction.
    ///
    /// Source: PostgreSQL documentation, "Pipeline Mode".
    /// - Throws: ``DatabaseFailure``; the transaction with the failed statement then remains open, in the failed state.
    ///   `CancellationError` when the task was cancelled before the batch was sent, or the server ended a statement
    ///   because of it; ``CancellationUnanswered`` when the server did not answer that request in time.
    @discardableResult
    package nonisolated func run(_ batch: [SQLStatement]) async throws -> [StatementResult] {
        try await cancellable { ticket in try await self.execute(batch, ticket) }
    }

    /// Inserts rows with `COPY … FROM STDIN`.
    ///
    /// Source: PostgreSQL documentation, "Functions Associated with the COPY Command".
    /// - Throws: ``DatabaseFailure``, whose context or message names the row if a row is at fault; ``OperationError`` for
    ///   a name that is too long; `CancellationError` when the task was cancelled; ``CancellationUnanswered`` when the
    ///   server did not answer the request to cancel in time.
    package nonisolated func insert(_ rows: RowsToInsert) async throws {
        let copy = try CopyIn(rows)
        try await cancellable { ticket in try await self.execute(copy, ticket) }
    }

    /// Ends the session. It may be called twice; later statements throw ``DatabaseFailure``.
    package func close() {
        session.close()
    }

    private nonisolated func cancellable<Answer: Sendable>(
        _ call: (StatementCanceller.Ticket) async throws -> Answer
    ) async throws -> Answer {
        let ticket = canceller.ticket()
        let interruption = LateInterruption.current
        let registration = interruption?.whenInterrupted { [canceller] in canceller.giveUpUnlessEnded(ticket) }
        defer {
            if let registration { interruption?.forget(registration) }
            canceller.forget(ticket)
        }
        return try await withTaskCancellationHandler {
            try await call(ticket)
        } onCancel: { [canceller] in
            canceller.cancel(ticket)
        }
    }

    private func execute(_ statement: SQLStatement, _ ticket: StatementCanceller.Ticket) throws -> StatementResult {
        try canceller.begin(ticket)
        defer { canceller.end(ticket) }
        do throws(DatabaseFailure) {
            return try session.execute(statement)
        } catch {
            throw cancellation(behind: error, ticket) ?? error
        }
    }

    private func execute(_ batch: [SQLStatement], _ ticket: StatementCanceller.Ticket) throws -> [StatementResult] {
        try canceller.begin(ticket)
        defer { canceller.end(ticket) }
        do throws(PipelineFailure) {
            return try session.run(batch)
        } catch {
            throw cancellation(behind: error.error, ticket) ?? error.inBatch
        }
    }

    private func execute(_ copy: CopyIn, _ ticket: StatementCanceller.Ticket) throws {
        try canceller.begin(ticket)
        defer { canceller.end(ticket) }
        do throws(DatabaseFailure) {
            try session.run(copy)
        } catch {
            throw cancellation(behind: error, ticket) ?? error
        }
    }

    /// The cancellation that caused an error; `nil` for any other error.
    private func cancellation(
        behind error: DatabaseFailure, _ ticket: StatementCanceller.Ticket
    ) -> (any Error)? {
        if canceller.isGivenUp { return CancellationUnanswered(after: canceller.deadline) }
        return canceller.isCancelled(ticket) && error.kind == .cancelled ? CancellationError() : nil
    }
}

/// Passes the first of several answers to the waiting task, and reports to later ones that they were late.
private final class FirstAnswer<Answer: Sendable>: Sendable {
    private enum State {
        case unasked
        case waiting(CheckedContinuation<Answer, any Error>)
        case answeredEarly(any Error)
        case answered
    }

    private let state = Mutex(State.unasked)

    /// Keeps the waiting task's continuation.
    func wait(with continuation: CheckedContinuation<Answer, any Error>) {
        let early: (any Error)? = state.withLock { state in
            if case .answeredEarly(let error) = state {
                state = .answered
                return error
            }
            state = .waiting(continuation)
            return nil
        }
        if let early { continuation.resume(throwing: early) }
    }

    /// Passes an answer on.
    /// - Returns: whether the waiting task received it.
    @discardableResult
    func answer(_ answer: Result<Answer, any Error>) -> Bool {
        let continuation: CheckedContinuation<Answer, any Error>? = state.withLock { state in
            switch state {
            case .waiting(let continuation):
                state = .answered
                return continuation
            case .unasked:
                // Only the cancellation of a task that has not yet begun to wait can come this early.
                if case .failure(let error) = answer { state = .answeredEarly(error) }
                return nil
            case .answeredEarly, .answered:
                return nil
            }
        }
        continuation?.resume(with: answer)
        return continuation != nil
    }
}
