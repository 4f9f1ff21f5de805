internal import Athanor

/// The settings of a session before views are replaced, so that they can be restored, and what its role may do.
struct ReplacingSession: Sendable {
    let searchPath: String
    let tablespace: String
    let lockTimeout: String
    let checksFunctionBodies: String
    let role: String
    let user: String
    /// The role whose texts run unchanged: the role that logged in. `nil` if the session acts as another role, and in a
    /// script, which any role may run.
    let plainRole: String?
    /// The beginning of the names of schemas that are created for building: unique among sessions. A script runs alone,
    /// because it holds the migration lock, and has a constant.
    let buildingPrefix: String
    /// The process that the log names.
    let process: WorkingProcess
    /// The privileges lent to the owners of views while their texts are parsed.
    var lent = Loans()
    let mayCreateSchemas: Bool
    /// Whether Citus sends DDL on to its other servers.
    private var sendsDefinitions: Bool

    /// Whether the session makes the change or writes a script of it.
    enum Use: Sendable {
        case running
        case writingScript
    }

    /// - Throws: ``DatabaseFailure``.
    init(for use: Use = .running, on connection: any Connection) async throws {
        let rows = try await connection.query(
            own: """
                SELECT \(SessionPath.text) AS search_path,
                       pg_catalog.current_setting('default_tablespace') AS tablespace,
                       pg_catalog.current_setting('lock_timeout') AS lock_timeout,
                       pg_catalog.current_setting('check_function_bodies') AS checks_function_bodies,
                       pg_catalog.current_setting('role') AS role,
                       coalesce(pg_catalog.current_setting('citus.enable_ddl_propagation', true), 'off') = 'on'
                           AS sends_definitions,
                       current_user::text AS user_name, current_user = pg_catalog.pg_get_userbyid(\(AuthenticatedRole.oid)) AS is_itself,
                       pg_catalog.pg_backend_pid()::bigint AS process_id,
                       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS may_create
                """)
        guard let row = rows.first else { throw RowError.noColumn("search_path", available: []) }
        searchPath = try row["search_path", as: String.self]
        tablespace = try row["tablespace", as: String.self]
        lockTimeout = try row["lock_timeout", as: String.self]
        checksFunctionBodies = try row["checks_function_bodies", as: String.self]
        role = try row["role", as: String.self]
        user = try row["user_name", as: String.self]
        plainRole = try use == .running && row["is_itself", as: Bool.self] ? user : nil
        buildingPrefix =
            try use == .running
            ? "athanor_building_\(row["process_id", as: Int64.self])" : "athanor_building_offline"
        process = use == .running ? .current : .script
        sendsDefinitions = try row["sends_definitions", as: Bool.self]
        mayCreateSchemas = try row["may_create", as: Bool.self]
    }

    /// Sets a search path without schemas of users, until the end of the transaction or until another is set. With an
    /// empty path, temporary objects would be found before the system's own.
    static let pinnedPath = "SET LOCAL search_path TO pg_catalog, pg_temp"

    /// Sets the tablespace of the objects created next.
    static func tablespace(_ name: String) -> String {
        "SET LOCAL default_tablespace TO \(PostgreSQLDialect().quoteText(name))"
    }

    /// Restores the session's search path, written as it was.
    var ownPath: String {
        SQLStatement.block(
            "    PERFORM pg_catalog.set_config('search_path', \(PostgreSQLDialect().quoteText(searchPath)), true);"
        ).text
    }

    /// Restores the session's role.
    var restoringRole: String {
        "SET LOCAL ROLE \(role == "none" ? "NONE" : PostgreSQLDialect().quote(role))"
    }

    /// Stops sending DDL on to the other servers of Citus: a materialized view exists in this database only, and so
    /// does everything that depends on it.
    var keepingHere: [SQLStatement] { sendsDefinitions ? [CitusSettings.sendingDefinitions(false)] : [] }

    /// The session after ``keepingHere``.
    var here: ReplacingSession {
        var session = self
        session.sendsDefinitions = false
        return session
    }

    /// Undoes ``keepingHere``.
    var sendingAgain: [SQLStatement] { sendsDefinitions ? [CitusSettings.sendingDefinitions(true)] : [] }

    /// Restores the session's settings. ``TextSettings/entering`` must have run before.
    var restoring: [String] {
        [
            TextSettings.leaving, ownPath, Self.tablespace(tablespace),
            "SET LOCAL lock_timeout TO \(PostgreSQLDialect().quoteText(lockTimeout))",
            "SET LOCAL check_function_bodies TO \(PostgreSQLDialect().quoteText(checksFunctionBodies))",
        ]
    }
}
