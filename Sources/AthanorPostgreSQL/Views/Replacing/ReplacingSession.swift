internal import Athanor

/// What a session is set to before views are replaced, so that it can be left as it was.
struct ReplacingSession: Sendable {
    let searchPath: String
    let tablespace: String
    let lockTimeout: String
    let checksFunctionBodies: String
    let role: String
    let user: String
    /// The role whose text runs as it is: the session acts as the role that logged in, and there is no other behind it. `nil`
    /// in a script, which anybody may run.
    let plainRole: String?
    let processID: Int64
    /// What is lent to the owners of views while their texts are read.
    var lent = Loans()
    let mayCreateSchemas: Bool
    /// Whether definitions are sent on to the other servers of Citus.
    private var sendsDefinitions: Bool

    /// What runs in it: the change itself, or a script of it for whoever will run that.
    enum Use: Sendable {
        case running
        case writingScript
    }

    /// - Throws: ``DatabaseError``.
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
        searchPath = try row.text("search_path")
        tablespace = try row.text("tablespace")
        lockTimeout = try row.text("lock_timeout")
        checksFunctionBodies = try row.text("checks_function_bodies")
        role = try row.text("role")
        user = try row.text("user_name")
        plainRole = try use == .running && row.boolean("is_itself") ? user : nil
        processID = try row.integer("process_id")
        sendsDefinitions = try row.boolean("sends_definitions")
        mayCreateSchemas = try row.boolean("may_create")
    }

    /// A search path without schemas of users, for the rest of the transaction or until another is set. Under an empty one
    /// temporary objects would be found before the system's own.
    static let pinnedPath = "SET LOCAL search_path TO pg_catalog, pg_temp"

    /// What is made next is made in this tablespace.
    static func tablespace(_ name: String) -> String {
        "SET LOCAL default_tablespace TO \(PostgreSQLDialect().quoteText(name))"
    }

    /// The search path that the session had, written as it was.
    var ownPath: String {
        Statement.block(
            "    PERFORM pg_catalog.set_config('search_path', \(PostgreSQLDialect().quoteText(searchPath)), true);"
        ).text
    }

    /// Gives the session its role back.
    var restoringRole: String {
        "SET LOCAL ROLE \(role == "none" ? "NONE" : PostgreSQLDialect().quote(role))"
    }

    /// Has nothing sent on to the other servers of Citus: a materialized view is in this database alone, and so is all that
    /// depends on it.
    var keepingHere: [Statement] { sendsDefinitions ? [CitusSettings.sendingDefinitions(false)] : [] }

    /// The session after ``keepingHere``.
    var here: ReplacingSession {
        var session = self
        session.sendsDefinitions = false
        return session
    }

    /// Takes that back.
    var sendingAgain: [Statement] { sendsDefinitions ? [CitusSettings.sendingDefinitions(true)] : [] }

    /// Leaves the session as it was. ``TextSettings/entering`` has run before.
    var restoring: [String] {
        [
            TextSettings.leaving, ownPath, Self.tablespace(tablespace),
            "SET LOCAL lock_timeout TO \(PostgreSQLDialect().quoteText(lockTimeout))",
            "SET LOCAL check_function_bodies TO \(PostgreSQLDialect().quoteText(checksFunctionBodies))",
        ]
    }
}
