import Athanor
import AthanorPostgreSQL
import AthanorTesting
import TestSupport

/// Lists and ends the sessions in PostgreSQL's databases, from a session in another database.
struct ServerSessions: Sendable {
    /// A session as the server shows it.
    struct Session: Sendable {
        let processID: Int64
        /// `active`, `idle`, `idle in transaction` …
        let state: String
    }

    private let connection: any Connection

    /// Connects to the database `postgres` of the private server.
    static func with<Result>(_ body: (ServerSessions) async throws -> Result) async throws -> Result {
        let connection = try await PostgreSQL().connect(
            to: PrivatePostgreSQL.shared.url, options: ConnectionOptions(applicationName: "torture"))
        return try await using(connection) { try await body(ServerSessions(connection: $0)) }
    }

    /// The clients' sessions in a database.
    func sessions(in database: TorturedDatabase) async throws -> [Session] {
        try await connection.query(
            sql: """
                SELECT pid, coalesce(state, 'starting') AS state
                FROM pg_stat_activity
                WHERE datname = $1 AND backend_type = 'client backend'
                ORDER BY pid
                """, [.text(database.name)]
        ).map { Session(processID: try $0["pid", as: Int64.self], state: try $0["state", as: String.self]) }
    }

    /// The session that holds Athanor's lock in a database.
    func lockHolder(in database: TorturedDatabase) async throws -> Int64? {
        try await connection.query(
            sql: """
                SELECT l.pid
                FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
                WHERE l.locktype = 'advisory' AND l.granted AND d.datname = $1
                """, [.text(database.name)]
        ).first?["pid", as: Int64.self]
    }

    /// Ends sessions, so that their clients find the connection closed.
    func terminate(_ processIDs: [Int64]) async throws {
        for id in processIDs {
            try await connection.query(sql: "SELECT pg_terminate_backend($1::integer)", [.integer(id)])
        }
    }

    /// Waits until no client is left in a database: a session outlives a killed client until its statement ends.
    func waitForEnd(in database: TorturedDatabase) async throws {
        try await Task.wait { try await sessions(in: database).isEmpty }
    }
}
