import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite struct SettingsTests {
    /// Runs a script as a revision's transaction.
    private func run(_ script: String, on connection: any Connection) async throws {
        let dialect = PostgreSQL().dialect
        let steps = try read(script).flatMap { try dialect.lower($0) }
        let scope = dialect.transaction(for: steps)
        let work = steps.compactMap { step in
            if case .statement(let lowered) = step.content { lowered.statement } else { nil }
        }
        try await connection.run(scope.before + [scope.begin] + work + dialect.restoringSettings(after: steps))
        try await connection.run([scope.commit] + scope.after)
    }

    private func settings(of connection: any Connection) async throws -> ResultRow? {
        try await connection.query(
            """
            SELECT current_user AS user, session_user AS session, current_setting('search_path') AS path,
                   current_setting('statement_timeout') AS timeout, current_setting('lock_timeout') AS lock_timeout,
                   current_setting('client_connection_check_interval') AS check, current_setting('row_security') AS security,
                   current_setting('application_name') AS name
            """
        ).first
    }

    /// A table with a row, and functions that change settings and the role.
    private static let objects = [
        "CREATE TABLE public.t (a text)", "INSERT INTO public.t VALUES ('x')",
        "ALTER TABLE public.t OWNER TO pg_database_owner",
        """
        CREATE FUNCTION public.sly(text) RETURNS text LANGUAGE plpgsql AS
        $$ BEGIN SET search_path = ''; SET lock_timeout = '5s'; SET ROLE pg_monitor; RETURN 'x'; END $$
        """,
        """
        CREATE FUNCTION public.sly() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM public.sly('x'); RETURN NULL; END $$
        """,
        "CREATE DOMAIN public.sly AS text DEFAULT public.sly('x')",
        "CREATE TRIGGER sly AFTER TRUNCATE ON public.t EXECUTE FUNCTION public.sly()",
    ]

    @Test(
        "A revision's settings end with it",
        arguments: [
            "SET search_path = pg_temp; SET statement_timeout = '1h'; SET LOCAL lock_timeout = '2h'; SET row_security = off",
            "SELECT pg_catalog.set_config('search_path', '', false)",
            "DO $$ BEGIN SET search_path = ''; SET ROLE pg_monitor; END $$",
            "SET ROLE pg_monitor", "RESET ROLE; RESET ALL", "SET SESSION AUTHORIZATION pg_monitor; SET ROLE none",
            "INSERT INTO public.t SELECT set_config('lock_timeout', '5s', false)",
            "CREATE TABLE public.u AS SELECT set_config('lock_timeout', '5s', false)",
            "CREATE TABLE public.u AS SELECT public.sly('x')", "TRUNCATE public.t",
            "ALTER TABLE public.t ALTER COLUMN a TYPE text USING public.sly(a)",
            "ALTER TABLE public.t ADD COLUMN IF NOT EXISTS b text DEFAULT public.sly('x')",
            "ALTER TABLE public.t ADD CHECK (public.sly(a) <> '')",
            "ALTER TABLE public.t ADD COLUMN IF NOT EXISTS b public.sly",
            "ALTER TABLE public.t DROP IF EXISTS text, ADD text sly",
            "EXPLAIN ANALYZE SELECT set_config('lock_timeout', '5s', false)", "SET application_name = 'x'",
        ])
    func aRevisionsSettingsEndWithIt(script: String) async throws {
        try await TemporaryPostgreSQLDatabase.with { database, admin in
            for statement in Self.objects { try await admin.query(sql: SQLStatement(statement)) }
            try await admin.query(sql: "ALTER DATABASE \(database.name) SET statement_timeout = '33s'")
            let connection = try await database.connect(ConnectionOptions(role: "pg_database_owner"))
            try await admin.query("GRANT ALL ON SCHEMA public TO PUBLIC")
            try await admin.query("GRANT ALL ON public.t TO PUBLIC")
            let before = try await settings(of: connection)
            #expect(before?.values.prefix(2) == ["pg_database_owner", "postgres"])
            #expect(try before?["timeout", as: String.self] == "33s")
            try await run(script, on: connection)
            #expect(try await settings(of: connection) == before)
            // Again: what restores is still there.
            try await run(script.replacing("public.u", with: "public.w"), on: connection)
            #expect(try await settings(of: connection) == before)
            await connection.close()
        }
    }

    @Test("After plain definitions, no settings are restored")
    func plainDefinitionsNeedNoRestoring() throws {
        let dialect = PostgreSQL().dialect
        let script = """
            CREATE TABLE t (a int); CREATE UNIQUE INDEX ON t (a); ALTER TABLE t ADD b int, ADD COLUMN IF NOT EXISTS c pg_catalog.timestamp with time zone, ADD PRIMARY KEY (a);
            ALTER TYPE e ADD VALUE 'x'; COMMENT ON TABLE t IS 'x';
            CREATE MATERIALIZED VIEW v AS SELECT a FROM t; DROP TABLE t; GRANT SELECT ON t TO PUBLIC;
            """
        #expect(dialect.restoringSettings(after: try read(script).flatMap { try dialect.lower($0) }).isEmpty)
        let select = try read("SELECT f()").flatMap { try dialect.lower($0) }
        #expect(!dialect.restoringSettings(after: select).isEmpty)
    }

    @Test("After a non-transactional statement, settings are restored only if it can change them")
    func aStatementOnItsOwnIsFollowedByTheSame() throws {
        let dialect = PostgreSQL().dialect
        let alone = LoweredStatement(SQLStatement("VACUUM"), execution: .alone, command: "VACUUM")
        #expect(dialect.restoringSettings(after: [.statement(alone)]).isEmpty)
        let call = LoweredStatement(SQLStatement("CALL p()"), execution: .alone, command: "CALL")
        #expect(!dialect.restoringSettings(after: [.statement(call)]).isEmpty)
    }
}
