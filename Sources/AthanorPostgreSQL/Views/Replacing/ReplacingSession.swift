internal import Athanor

/// What a session is set to before views are replaced, so that it can be left as it was.
struct ReplacingSession: Sendable {
    let searchPath: String
    let tablespace: String
    let lockTimeout: String
    let role: String
    let user: String
    let processID: Int64
    let mayCreateSchemas: Bool

    /// - Throws: ``DatabaseError``.
    init(on connection: any Connection) async throws {
        let rows = try await connection.query(
            own: """
                SELECT \(SessionPath.text) AS search_path,
                       pg_catalog.current_setting('default_tablespace') AS tablespace,
                       pg_catalog.current_setting('lock_timeout') AS lock_timeout,
                       pg_catalog.current_setting('role') AS role,
                       current_user::text AS user_name, pg_catalog.pg_backend_pid()::bigint AS process_id,
                       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS may_create
                """)
        guard let row = rows.first else { throw RowError.noColumn("search_path", available: []) }
        searchPath = try row.text("search_path")
        tablespace = try row.text("tablespace")
        lockTimeout = try row.text("lock_timeout")
        role = try row.text("role")
        user = try row.text("user_name")
        processID = try row.integer("process_id")
        mayCreateSchemas = try row.boolean("may_create")
    }

    /// A search path for the rest of the transaction, or until it is set again.
    /// - Parameter path: names as the setting shows them; empty is `pg_catalog` alone.
    static func path(_ path: String) -> String { "SET LOCAL search_path TO \(path.isEmpty ? "''" : path)" }

    /// What is made next is made in this tablespace.
    static func tablespace(_ name: String) -> String {
        "SET LOCAL default_tablespace TO \(PostgreSQLDialect().quoteText(name))"
    }

    var ownPath: String { Self.path(searchPath) }

    /// Gives the session its role back.
    var restoringRole: String {
        "SET LOCAL ROLE \(role == "none" ? "NONE" : PostgreSQLDialect().quote(role))"
    }

    /// Leaves the session as it was.
    var restoring: [String] {
        [
            ownPath, Self.tablespace(tablespace),
            "SET LOCAL lock_timeout TO \(PostgreSQLDialect().quoteText(lockTimeout))",
        ]
    }
}
