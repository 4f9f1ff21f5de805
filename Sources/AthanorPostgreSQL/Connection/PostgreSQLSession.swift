internal import Athanor
internal import CLibPQ
internal import Logging

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A `PGconn` that is connected. Its calls block, so only the connection's own thread makes them.
final class PostgreSQLSession {
    /// The `PGconn`, `nil` once closed.
    private(set) var connection: OpaquePointer?
    private let notices: NoticeLog
    /// The search path and settings for Athanor's own statements.
    let pinned: PinnedPath
    private var remembered: [RememberedStatement: SQLStatement] = [:]

    /// - Parameters:
    ///   - connection: a `PGconn` that is connected, owned by the session from now on.
    ///   - trustedOwners: roles that may own the metadata tables, in addition to those that are always trusted.
    ///   - logger: receives the server's notices.
    init(owning connection: OpaquePointer, trusting trustedOwners: [String], logger: Logger) {
        self.connection = connection
        pinned = PinnedPath(trusting: trustedOwners)
        notices = NoticeLog(logger: logger)
        notices.receiveNotices(of: connection)
        // Prevents a deadlock: a big batch must not wait for a server that itself waits for us to read its answers.
        _ = PQsetnonblocking(connection, 1)
    }

    deinit { close() }

    /// Ends the session. It may be called twice.
    func close() {
        guard let connection else { return }
        PQfinish(connection)
        self.connection = nil
    }

    /// The open `PGconn`.
    /// - Throws: ``DatabaseFailure`` when the session has ended.
    func openConnection(for statement: SQLStatement?) throws(DatabaseFailure) -> OpaquePointer {
        guard let connection else {
            throw DatabaseFailure(kind: .connectionLost, message: "the connection is closed", statement: statement)
        }
        // Reads first: sending would lose what the server said before it ended the session.
        _ = PQconsumeInput(connection)
        guard PQstatus(connection) == CONNECTION_OK else {
            throw ServerError.connectionLost(connection, statement: statement)
        }
        return connection
    }

    /// The user that logged in.
    var userName: String {
        text(PQuser)
    }

    /// The database name that the server reports; until the server is asked, the name that the client gave.
    lazy var databaseName = text(PQdb)

    /// The role that ran statements when the session had been prepared.
    lazy var role = userName

    /// Whether the server may keep rows on other servers.
    var sharding = Sharding.none

    /// The place that the session is connected to.
    var place: ConnectedPlace {
        let host = isReachedByAddress ? text(PQhostaddr) : text(PQhost)
        return .server(host: host, port: text(PQport), database: databaseName, role: role)
    }

    /// Whether `hostaddr` was given: then the host's name is only compared with certificates, and not used for
    /// connecting.
    private var isReachedByAddress: Bool {
        guard let parameters = connection.flatMap({ PQconninfo($0) }) else { return false }
        defer { PQconninfoFree(parameters) }
        var next = parameters
        while let keyword = next.pointee.keyword {
            if strcmp(keyword, "hostaddr") == 0 { return next.pointee.val.map { $0.pointee != 0 } ?? false }
            next += 1
        }
        return false
    }

    private func text(_ part: (OpaquePointer?) -> UnsafeMutablePointer<CChar>?) -> String {
        connection.flatMap { part($0) }.map { String(cString: $0) } ?? ""
    }

    /// The process id of the server process; 0 once closed.
    var processID: Int64 { connection.map { Int64(PQbackendPID($0)) } ?? 0 }

    /// Whether a transaction block is open, failed or not.
    var isInTransaction: Bool {
        guard let connection else { return false }
        return PQtransactionStatus(connection) != PQTRANS_IDLE
    }

    /// Whether a transaction block with a failed statement is open, so that the server only runs the end of the
    /// transaction.
    private var isInFailedTransaction: Bool {
        guard let connection else { return false }
        return PQtransactionStatus(connection) == PQTRANS_INERROR
    }

    /// Runs one statement. Athanor's own statements run under the pinned search path.
    func execute(_ statement: SQLStatement) throws(DatabaseFailure) -> StatementResult {
        if statement.isOwn || MetadataTablesTrust.isAsked(by: statement), !isInFailedTransaction {
            return try executePinned(statement)
        }
        return try executeAlone(statement)
    }

    private func executePinned(_ statement: SQLStatement) throws(DatabaseFailure) -> StatementResult {
        var results: [StatementResult] = []
        do throws(PipelineFailure) {
            try runPipeline([statement], isInBlock: isInTransaction, appendingTo: &results)
        } catch {
            throw error.error
        }
        guard let result = results.first else { throw ServerError.connectionLost(connection, statement: statement) }
        return result
    }

    private func executeAlone(_ statement: SQLStatement) throws(DatabaseFailure) -> StatementResult {
        let connection = try openConnection(for: statement)
        try Self.refuseNUL(in: statement)
        // The server has already rolled the transaction back by itself, as after a refused commit.
        if statement.text == "ROLLBACK", !isInTransaction { return .empty }
        guard send(statement, on: connection) else {
            throw ServerError.connectionLost(connection, statement: statement)
        }
        var outcome: Result<StatementResult, DatabaseFailure>?
        while let result = nextResult(on: connection) {
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
                if outcome == nil { outcome = .success(ResultReader(result).statementResult()) }
            case PGRES_COPY_IN:
                // The server then ends the statement with an error, which is the outcome.
                _ = PQputCopyEnd(connection, "Athanor sends no data for COPY")
            case PGRES_COPY_OUT:
                discardCopyData(on: connection)
            default:
                // After the server's reason for ending the session, libpq reports the end itself.
                if case .failure? = outcome { break }
                outcome = .failure(ServerError.error(in: result, on: connection, statement: statement))
            }
            if PQstatus(connection) != CONNECTION_OK { break }
        }
        guard let outcome else { throw ServerError.connectionLost(connection, statement: statement) }
        let result = try outcome.get()
        if let change = ReadingSettings.change(by: statement, on: connection) { throw change }
        return result
    }

    /// Keeps the statements that the answer to ``SessionSettings/asking`` contains.
    func remember(_ answer: StatementResult) {
        for statement in RememberedStatement.allCases {
            remembered[statement] = (try? answer.first?[statement.rawValue, as: String.self]).map { SQLStatement($0) }
        }
    }

    /// Queues a statement for sending. A placeholder is replaced by its remembered statement.
    /// - Returns: whether `libpq` took it.
    func send(_ statement: SQLStatement, on connection: OpaquePointer) -> Bool {
        let statement = RememberedStatement(statement).flatMap { remembered[$0] } ?? statement
        guard !statement.values.isEmpty else {
            return PQsendQueryParams(connection, statement.text, 0, nil, nil, nil, nil, 0) == 1
        }
        return BoundValues.withPointers(to: statement.values) { count, types, values, lengths, formats in
            PQsendQueryParams(connection, statement.text, count, types, values, lengths, formats, 0) == 1
        }
    }

    /// Waits for the next result, without using the processor; `nil` after a statement's last result.
    func nextResult(on connection: OpaquePointer) -> OpaquePointer? {
        while true {
            let hasMoreToSend = PQflush(connection) == 1
            let socket = PQsocket(connection)
            // A broken connection is not busy any more: its last result says what happened.
            guard PQisBusy(connection) == 1, socket >= 0 else { break }
            var descriptor = pollfd(fd: socket, events: Int16(POLLIN | (hasMoreToSend ? POLLOUT : 0)), revents: 0)
            guard poll(&descriptor, 1, -1) > 0 else { continue }
            let hasInput = descriptor.revents & ~Int16(POLLOUT) != 0
            if hasInput, PQconsumeInput(connection) == 0 { break }
        }
        return PQgetResult(connection)
    }

    /// Waits until there is room to send more, and reads the server's answers while waiting.
    func waitUntilWritable(_ connection: OpaquePointer) {
        while PQflush(connection) == 1 {
            let socket = PQsocket(connection)
            guard socket >= 0 else { return }
            var descriptor = pollfd(fd: socket, events: Int16(POLLIN | POLLOUT), revents: 0)
            guard poll(&descriptor, 1, -1) > 0 else { continue }
            if descriptor.revents & Int16(POLLIN) != 0, PQconsumeInput(connection) == 0 { return }
            if descriptor.revents & Int16(POLLOUT) != 0 { return }
        }
    }

    private func discardCopyData(on connection: OpaquePointer) {
        var data: UnsafeMutablePointer<CChar>?
        while PQgetCopyData(connection, &data, 0) > 0 {
            PQfreemem(data)
        }
    }

    /// Refuses a NUL character in the text or in a value: `libpq` would end the text there, and PostgreSQL cannot store
    /// it.
    static func refuseNUL(in statement: SQLStatement) throws(DatabaseFailure) {
        let valuesHoldNUL = statement.values.contains { value in
            if case .text(let text) = value { text.utf8.contains(0) } else { false }
        }
        guard !valuesHoldNUL, !statement.text.utf8.contains(0) else {
            throw DatabaseFailure(
                kind: .statement, code: "22021", message: "text holds a NUL character, which PostgreSQL cannot take",
                statement: statement)
        }
    }
}
