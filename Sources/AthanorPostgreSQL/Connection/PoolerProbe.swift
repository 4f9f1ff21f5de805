internal import Athanor
internal import CLibPQ

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension PostgreSQLSession {
    /// Whether the server process for this session has the number that was announced when the session began. A pooler
    /// announces another number. If it has, a server since PostgreSQL 14 is made, in the same round trip, to notice
    /// within a second when this client is gone.
    /// - Throws: ``DatabaseFailure``.
    func isDirect() throws(DatabaseFailure) -> Bool {
        let connection = try openConnection(for: nil)
        let announced = Int64(PQbackendPID(connection))
        guard PQserverVersion(connection) >= 14_00_00 else { return try backend() == announced }
        let watching = SQLStatement(
            own: """
                SELECT CASE WHEN pg_catalog.pg_backend_pid() = $1::bigint
                            THEN pg_catalog.set_config('client_connection_check_interval', '1s', false) END AS interval,
                       pg_catalog.current_database()::text AS database, current_user::text AS role,
                       \(Sharding.column)
                """, [.integer(announced)])
        // The server refuses the setting if its operating system lacks the means. Then the lock of a killed client only
        // lasts longer.
        guard let row = try? execute(watching).first else { return try backend() == announced }
        note(row)
        return (try? row["interval", as: Value.self]) != .null
    }

    /// Makes the server notice within a second when this client is gone, if it accepts the setting.
    func watchClient() {
        _ = try? execute(SQLStatement("SET client_connection_check_interval = '1s'"))
    }

    /// The process id of the server process that answers.
    fileprivate func backend() throws(DatabaseFailure) -> Int64? {
        let asking = SQLStatement(
            own: """
                SELECT pg_catalog.pg_backend_pid()::bigint AS backend, pg_catalog.current_database()::text AS database,
                       current_user::text AS role,
                       \(Sharding.column)
                """)
        let row = try execute(asking).first
        if let row { note(row) }
        return try? row?["backend", as: Int64.self]
    }

    /// Records the database, the role and the features that the server reports.
    private func note(_ row: ResultRow) {
        if let name = try? row["database", as: String.self] { databaseName = name }
        if let name = try? row["role", as: String.self] { role = name }
        if (try? row["has_citus", as: Bool.self]) == true { sharding = .citus }
    }
}

/// Finds out the mode of a connection pooler between this client and the server.
///
/// In session mode a client has a server session to itself, which everything in Athanor requires. In transaction mode
/// and in statement mode the next client gets the session that another client has left, with its settings and locks.
/// The probe detects that in three ways: one server process serves two connected clients, several processes serve one
/// client, or the pooler refuses a transaction.
struct PoolerProbe {
    /// The maximum wait of the second client for an answer: in session mode there may be no session left for it.
    private static let milliseconds: Int32 = 1000

    /// The session of this client.
    let session: PostgreSQLSession
    /// Connects a second client.
    let connect: () -> OpaquePointer?

    /// Whether the pooler is in transaction mode or in statement mode. On a busy pooler one attempt may not show it, so
    /// there are five. `false` if the second client cannot connect or gets no answer.
    /// - Throws: ``DatabaseFailure``.
    func findsTransactionMode() throws(DatabaseFailure) -> Bool {
        guard let second = connect() else { return false }
        defer { PQfinish(second) }
        guard PQstatus(second) == CONNECTION_OK else { return false }
        var own: Set<Int64> = []
        for _ in 0..<5 {
            if let backend = try session.backend() { own.insert(backend) }
            if own.count > 1 { return true }
            guard let other = Self.answer(of: second, to: "BEGIN; SELECT pg_catalog.pg_backend_pid()") else {
                return Self.refusesTransactions(second)
            }
            if own.contains(other) { return true }
            // Commits before the first client asks again: there may be only one session for both.
            _ = Self.answer(of: second, to: "COMMIT")
        }
        return false
    }

    /// The error for a pooler that does not give the client a server session to itself.
    static func error(of session: PostgreSQLSession) -> DatabaseFailure {
        let host = session.connection.flatMap { PQhost($0) }.map { String(cString: $0) } ?? ""
        let port = session.connection.flatMap { PQport($0) }.map { String(cString: $0) } ?? ""
        return DatabaseFailure(
            kind: .unreachable,
            message: "a connection pooler in transaction mode answers at \(host), port \(port)",
            detail:
                "Each transaction may run in another server session. Athanor's lock and its settings need one session "
                + "to themselves, and would remain in the sessions of other clients.",
            advice:
                "Nothing was changed. Connect to the PostgreSQL server itself, or through a pool in session mode (in "
                + "PgBouncer: pool_mode = session, for this database or user); that is often another port.")
    }

    /// The number that a statement returns; `nil` if the time limit is exceeded.
    private static func answer(of connection: OpaquePointer, to text: String) -> Int64? {
        guard PQsendQuery(connection, text) == 1 else { return nil }
        var number: Int64?
        while isAnswered(connection), let result = PQgetResult(connection) {
            defer { PQclear(result) }
            guard PQresultStatus(result) == PGRES_TUPLES_OK else { continue }
            number = PQgetvalue(result, 0, 0).flatMap { Int64(String(cString: $0)) }
        }
        return number
    }

    private static func isAnswered(_ connection: OpaquePointer) -> Bool {
        while PQisBusy(connection) == 1 {
            var descriptor = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
            guard poll(&descriptor, 1, milliseconds) > 0, PQconsumeInput(connection) == 1 else { return false }
        }
        return true
    }

    /// Whether a pooler in statement mode has refused a transaction.
    private static func refusesTransactions(_ connection: OpaquePointer) -> Bool {
        PQerrorMessage(connection).map { String(cString: $0).contains("statement pooling") } ?? false
    }
}
