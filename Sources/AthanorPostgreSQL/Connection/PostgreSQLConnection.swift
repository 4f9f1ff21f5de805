public import Athanor
internal import Synchronization

/// One session with a PostgreSQL server, through `libpq`, on a thread of its own.
public actor PostgreSQLConnection: Connection {
    private let thread: ConnectionThread
    private let session: PostgreSQLSession
    private nonisolated let canceller: StatementCanceller

    /// The session's user: the one that logged in, before any SET ROLE.
    public nonisolated let userName: String

    /// The server, the database and the role, as the session began.
    public nonisolated let place: ConnectedPlace

    /// The process that serves the session.
    nonisolated let processID: Int64

    /// The thread that all calls of `libpq` are made on.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// The same thread, for tasks that mostly wait for this connection.
    public nonisolated var preferredExecutor: (any TaskExecutor)? { thread.taskExecutor }

    /// PostgreSQL.
    public nonisolated let database: any Database

    private init(thread: ConnectionThread, session: sending PostgreSQLSession, _ options: ConnectionOptions) {
        self.thread = thread
        canceller = StatementCanceller(connection: session.connection, deadline: options.cancellationDeadline)
        userName = session.userName
        place = session.place
        database = PostgreSQL(sharding: session.sharding)
        processID = session.processID
        self.session = session
    }

    /// Opens a connection. A caller that is cancelled gets its answer at once, and clean-up that was interrupted by a deadline;
    /// the attempt ends by itself.
    static func open(_ url: DatabaseURL, _ options: ConnectionOptions) async throws -> PostgreSQLConnection {
        let attempt = FirstAnswer<PostgreSQLConnection>()
        let deadline = options.cancellationDeadline
        let interruption = LateInterruption.current
        let registration = interruption?.whenInterrupted {
            Task {
                try await Task.sleep(for: deadline)
                let message = "interrupted, and the server did not answer within \(deadline)"
                attempt.answer(.failure(DatabaseError(kind: .unreachable, message: message)))
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
    /// - Throws: ``DatabaseError``, carrying the statement; `CancellationError` when the task was cancelled and the
    ///   server ended the statement because of it. A statement that ended before the request came is not undone by it.
    @discardableResult
    public nonisolated func query(_ statement: Statement) async throws -> StatementResult {
        try await cancellable { ticket in try await self.execute(statement, ticket) }
    }

    /// Runs statements in order through `libpq`'s pipeline mode: one round trip for each transaction among them, and one
    /// for each statement outside of any.
    ///
    /// Source: PostgreSQL documentation, "Pipeline Mode".
    /// - Throws: ``DatabaseError``; a transaction in which a statement failed is then still open, and failed.
    ///   `CancellationError` when the task was cancelled and the server ended a statement because of it.
    @discardableResult
    public nonisolated func run(_ batch: [Statement]) async throws -> [StatementResult] {
        try await cancellable { ticket in try await self.execute(batch, ticket) }
    }

    /// Inserts rows with `COPY … FROM STDIN`.
    ///
    /// Source: PostgreSQL documentation, "Functions Associated with the COPY Command".
    /// - Throws: ``DatabaseError``, whose context names the row; ``OperationError`` for a name that is too long;
    ///   `CancellationError` when the task was cancelled.
    public nonisolated func insert(_ rows: RowsToInsert) async throws {
        let copy = try CopyIn(rows)
        try await cancellable { ticket in try await self.execute(copy, ticket) }
    }

    /// Ends the session. Safe to call twice; statements afterwards throw ``DatabaseError``.
    public func close() {
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

    private func execute(_ statement: Statement, _ ticket: StatementCanceller.Ticket) throws -> StatementResult {
        try canceller.begin(ticket)
        defer { canceller.end(ticket) }
        do throws(DatabaseError) {
            return try session.execute(statement)
        } catch {
            throw cancellation(behind: error, ticket) ?? error
        }
    }

    private func execute(_ batch: [Statement], _ ticket: StatementCanceller.Ticket) throws -> [StatementResult] {
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
        do throws(DatabaseError) {
            try session.run(copy)
        } catch {
            throw cancellation(behind: error, ticket) ?? error
        }
    }

    /// The cancellation that an error comes of; `nil` for an error of another kind.
    private func cancellation(
        behind error: DatabaseError, _ ticket: StatementCanceller.Ticket
    ) -> (any Error)? {
        if canceller.isGivenUp { return CancellationUnanswered(after: canceller.deadline) }
        return canceller.isCancelled(ticket) && error.kind == .cancelled ? CancellationError() : nil
    }
}

/// Hands the first of several answers to one who waits, and tells the others that they came late.
private final class FirstAnswer<Answer: Sendable>: Sendable {
    private enum State {
        case unasked
        case waiting(CheckedContinuation<Answer, any Error>)
        case answeredEarly(any Error)
        case answered
    }

    private let state = Mutex(State.unasked)

    /// Leaves the one who waits.
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

    /// Answers.
    /// - Returns: whether this was the first answer.
    @discardableResult
    func answer(_ answer: Result<Answer, any Error>) -> Bool {
        let continuation: CheckedContinuation<Answer, any Error>? = state.withLock { state in
            switch state {
            case .waiting(let continuation):
                state = .answered
                return continuation
            case .unasked:
                // Only a task that was cancelled before it began to wait can be this early.
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
