internal import Athanor

/// The lock that replacing and refreshing a materialized view share. Each waits for the other before it touches the
/// view, so that no reader queues behind the wait.
///
/// It is an advisory lock of the transaction, on the view's name: the view that replaces another one has the same lock.
enum ViewLock {
    /// Takes the lock at the start of a transaction, before the transaction holds any lock that others wait for, so it
    /// may wait without a limit. A name without a schema means the first schema of the search path, so the statement
    /// runs under the session's path, and qualifies every name of the system.
    static func takingFirst(_ view: QualifiedName) -> SQLStatement {
        let dialect = PostgreSQLDialect()
        let schema = view.schema.map(dialect.quoteText) ?? "pg_catalog.current_schema()"
        return SQLStatement.block(
            """
                PERFORM pg_catalog.set_config('lock_timeout', '0', true);
                PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(
                    pg_catalog.concat('athanor view ', \(schema), '.', \(dialect.quoteText(view.name))), 0));
                PERFORM pg_catalog.set_config('lock_timeout', given, true);
            """,
            declaring: "    given pg_catalog.text := pg_catalog.current_setting('lock_timeout');")
    }

    /// Takes the lock, and waits if needed.
    static func taking(_ view: QualifiedName) -> SQLStatement {
        SQLStatement(own: "SELECT pg_catalog.pg_advisory_xact_lock(\(key))", values(view))
    }

    /// Takes the lock in a script, which has no values to bind and no rows to show.
    static func takingInScript(_ view: QualifiedName) -> SQLStatement {
        let dialect = PostgreSQLDialect()
        let name = "athanor view \(view.schema ?? "").\(view.name)"
        return SQLStatement.block(
            "PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(\(dialect.quoteText(name)), 0));")
    }

    /// Takes the lock, and reports when it has to wait.
    /// - Throws: ``DatabaseFailure``.
    static func take(_ view: QualifiedName, on connection: any Connection, reporter: StepReporter) async throws {
        guard try await !tryTaking(view, on: connection) else { return }
        reporter("waiting for a refresh or replacement of \(view)")
        // Other sessions may wait for relations that earlier statements of the revision have locked, so this wait ends
        // at the session's `lock_timeout`.
        guard try await !holdsStrongLocks(on: connection) else {
            try await connection.query(sql: taking(view))
            return
        }
        // No reader queues behind it, and a refresh may take long, so it waits without a limit.
        let held = try await connection.query(own: "SELECT pg_catalog.current_setting('lock_timeout') AS held")
        // Uses the function, which Citus does not pass on: the settings of its other servers stay unchanged.
        try await connection.query(own: "SELECT pg_catalog.set_config('lock_timeout', '0', true)")
        try await connection.query(sql: taking(view))
        try await connection.query(
            own: "SELECT pg_catalog.set_config('lock_timeout', $1::text, true)",
            [.text(try held.first?["held", as: String.self] ?? "0")])
    }

    /// Whether this transaction holds locks that others may be waiting for.
    static func holdsStrongLocks(on connection: any Connection) async throws -> Bool {
        try await connection.query(
            own: """
                SELECT EXISTS (
                    SELECT FROM pg_catalog.pg_locks AS l
                    WHERE l.pid = pg_catalog.pg_backend_pid() AND l.granted AND l.locktype = 'relation'
                      AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
                ) AS found
                """
        ).first?["found", as: Bool.self] ?? false
    }

    /// Takes the lock if it is free.
    /// - Returns: whether it is now held.
    /// - Throws: ``DatabaseFailure``.
    static func tryTaking(_ view: QualifiedName, on connection: any Connection) async throws -> Bool {
        try await connection.query(sql: trying(view)).first?["taken", as: Bool.self] ?? false
    }

    /// Takes the lock if it is free, in a statement whose row has the column `taken`.
    static func trying(_ view: QualifiedName) -> SQLStatement {
        SQLStatement(own: "SELECT pg_catalog.pg_try_advisory_xact_lock(\(key)) AS taken", values(view))
    }

    /// An SQL condition on `l`, a row of `pg_locks`: it is this lock on the view whose schema and name are bound first.
    ///
    /// Source: PostgreSQL documentation, "pg_locks": a 64-bit key is stored there in halves, and `objsubid` is 1.
    static let isHeld = """
        (l.locktype = 'advisory' AND l.objsubid = 1
         AND l.classid = ((\(key) >> 32) & 4294967295)::oid AND l.objid = (\(key) & 4294967295)::oid)
        """

    private static let key = "pg_catalog.hashtextextended('athanor view ' || $1::text || '.' || $2::text, 0)"

    private static func values(_ view: QualifiedName) -> [Value] { [.text(view.schema ?? ""), .text(view.name)] }
}
