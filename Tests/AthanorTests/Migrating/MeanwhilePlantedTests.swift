import AthanorTesting
import Foundation
import TestSupport
import Testing

@testable import Athanor

/// What another role does to Athanor's own tables after a command, or whoever wrote a script, has looked at them.
@Suite("Tables planted while work runs", .timeLimit(.minutes(5)))
struct MeanwhilePlantedTests {
    /// What is planted. All of it is done by a role that has been granted all on Athanor's tables, and `USAGE` on its schema.
    enum Trap: String, CaseIterable, Sendable {
        case versionTrigger, logTrigger, sealTrigger, conditionOfHarmlessTrigger, foreignKey

        var statements: [String] {
            let rob = "FOR EACH ROW EXECUTE FUNCTION evil.rob_trigger()"
            switch self {
            case .versionTrigger:
                return ["CREATE TRIGGER rob BEFORE INSERT OR UPDATE OR DELETE ON public.athanor_version \(rob)"]
            case .logTrigger: return ["CREATE TRIGGER rob AFTER INSERT ON athanor.log \(rob)"]
            case .sealTrigger: return ["CREATE TRIGGER rob BEFORE INSERT OR UPDATE ON athanor.revisions \(rob)"]
            case .conditionOfHarmlessTrigger:
                // Depends on nothing but the system's own.
                return [
                    """
                    CREATE TRIGGER rob BEFORE UPDATE ON public.athanor_version FOR EACH ROW
                    WHEN (query_to_xml('SELECT evil.rob()', true, true, '') IS NOT NULL)
                    EXECUTE FUNCTION suppress_redundant_updates_trigger()
                    """
                ]
            case .foreignKey:
                return [
                    """
                    CREATE TABLE evil.reference
                        (v text REFERENCES public.athanor_version ON DELETE CASCADE ON UPDATE CASCADE)
                    """
                ]
            }
        }
    }

    /// Statements by which a role makes code that makes it a superuser where somebody with more rights runs it.
    static func code(of evil: String) -> [String] {
        [
            """
            CREATE FUNCTION evil.rob() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
                IF current_user <> '\(evil)' THEN EXECUTE 'ALTER ROLE \(evil) SUPERUSER'; END IF; RETURN true;
            END $$
            """,
            """
            CREATE FUNCTION evil.rob_trigger() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM evil.rob(); RETURN NEW; END'
            """,
        ]
    }

    /// Makes the role, with code that makes it a superuser where somebody with more rights runs it.
    private func with(_ body: (TestBench, String) async throws -> Void) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let evil = "evil_\(UUID().uuidString.prefix(8).lowercased())"
            try await bench.connected { connection in
                for statement in [
                    "CREATE ROLE \(evil)", "CREATE SCHEMA evil AUTHORIZATION \(evil)",
                    "GRANT USAGE ON SCHEMA evil TO PUBLIC",
                    "SET ROLE \(evil)",
                ] + Self.code(of: evil) { try await connection.query(sql: SQLStatement(statement)) }
            }
            func leave() async throws {
                try await bench.run("DROP OWNED BY \(evil) CASCADE", "DROP ROLE \(evil)")
            }
            do {
                try await body(bench, evil)
                #expect(try await bench.rows("SELECT rolsuper FROM pg_roles WHERE rolname = '\(evil)'") == ["false"])
            } catch {
                try? await leave()
                throw error
            }
            try await leave()
        }
    }

    private func granting(to evil: String, in bench: TestBench) async throws {
        try await bench.run(
            "GRANT USAGE ON SCHEMA athanor TO \(evil)", "GRANT ALL ON ALL TABLES IN SCHEMA public, athanor TO \(evil)")
    }

    private func plant(_ statements: [String], as evil: String, in bench: TestBench) async throws {
        try await bench.connected { connection in
            try await connection.query(sql: "SET ROLE \(evil)")
            for statement in statements { try await connection.query(sql: SQLStatement(statement)) }
        }
    }

    /// Runs work that waits for an advisory lock, has something done meanwhile, and gives what the work threw.
    private func failure(
        of work: @escaping @Sendable () async throws -> Void, in bench: TestBench,
        meanwhile: @escaping () async throws -> Void
    ) async throws -> (any Error)? {
        try await bench.connected { holder in
            try await holder.query("SELECT pg_advisory_lock(4242)")
            let running = Task { try await work() }
            do {
                try await Task.wait {
                    try await !holder.query(
                        """
                        SELECT FROM pg_locks
                        WHERE locktype = 'advisory' AND objid = 4242 AND NOT granted
                          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        """
                    ).isEmpty
                }
                try await meanwhile()
            } catch {
                running.cancel()
                throw error
            }
            try await holder.query("SELECT pg_advisory_unlock(4242)")
            do {
                try await running.value
                return nil
            } catch {
                return error
            }
        }
    }

    private func history(_ second: String) -> [String] {
        [sqlRevision("a1", "CREATE TABLE t (a int);"), sqlRevision("b2", after: "a1", second)]
    }

    @Test(
        "A trap that is laid while a revision runs ends it by its owner's name, and does not run",
        arguments: Trap.allCases, ["read committed", "repeatable read", "serializable"])
    func duringRevision(_ trap: Trap, isolation: String) async throws {
        try await with { bench, evil in
            let name = try await bench.rows("SELECT current_database()")[0]
            try await bench.migrator(history("")).upgrade(to: "a1")
            try await granting(to: evil, in: bench)
            try await bench.run("ALTER DATABASE \(name) SET default_transaction_isolation = '\(isolation)'")
            let migrator = try bench.migrator(history("SELECT pg_advisory_xact_lock(4242); CREATE TABLE u (a int);"))
            let error = try await failure(of: { try await migrator.upgrade() }, in: bench) {
                try await plant(trap.statements, as: evil, in: bench)
            }
            let failure = try #require(error as? MigrationFailure)
            #expect(Explanation(of: failure.cause).message.contains("role \(evil)"), "\(failure)")
            #expect(try await bench.rows("SELECT to_regclass('u') IS NULL") == ["true"])
            #expect(try await bench.rows("SELECT version_num FROM athanor_version") == ["a1"])
        }
    }

    @Test(
        "The owner of the version table's schema cannot put a table or a view in its place while a revision runs",
        arguments: [
            "CREATE TABLE evil.athanor_version AS SELECT 'a1'::text AS version_num; CREATE TRIGGER rob BEFORE INSERT OR UPDATE"
                + " ON evil.athanor_version FOR EACH STATEMENT EXECUTE FUNCTION evil.rob_trigger()",
            "CREATE VIEW evil.athanor_version AS SELECT 'a1'::text AS version_num WHERE evil.rob()",
        ], ["read committed", "repeatable read"])
    func replaced(_ replacement: String, isolation: String) async throws {
        try await with { bench, evil in
            let name = try await bench.rows("SELECT current_database()")[0]
            let options = MigratorOptions(versionTable: VersionTable(schema: "evil"))
            try await bench.migrator(history(""), options: options).upgrade(to: "a1")
            try await bench.run("ALTER DATABASE \(name) SET default_transaction_isolation = '\(isolation)'")
            let migrator = try bench.migrator(history("SELECT pg_advisory_xact_lock(4242);"), options: options)
            let error = try await failure(of: { try await migrator.upgrade() }, in: bench) {
                try await plant(
                    ["DROP TABLE evil.athanor_version"] + replacement.split(separator: ";").map(String.init), as: evil,
                    in: bench)
            }
            #expect(error is MigrationFailure, "\(String(describing: error))")
        }
    }

    @Test("Who could rename the version table's schema, and so put another in its place, is refused by name")
    func renaming() async throws {
        try await with { bench, evil in
            let name = try await bench.rows("SELECT current_database()")[0]
            let options = MigratorOptions(versionTable: VersionTable(schema: "evil"))
            let migrator = try bench.migrator(history(""), options: options)
            try await migrator.upgrade()
            try await bench.run("GRANT CREATE ON DATABASE \(name) TO \(evil)")
            let error = await #expect(throws: DatabaseFailure.self) { try await migrator.state() }
            #expect(
                error?.message.hasPrefix(
                    "schema evil, in which the version table is, can be renamed by its owner, role \(evil),") == true,
                "\(error?.message ?? "")")
            // Nobody has made anything; so nothing is to be dropped.
            #expect(error?.advice?.contains("ALTER SCHEMA name OWNER TO role") == true)
            #expect(error?.advice?.contains("drop") == false)
            let member = evil + "_member"
            try await bench.run(
                "REVOKE CREATE ON DATABASE \(name) FROM \(evil)", "CREATE ROLE \(member) IN ROLE \(evil)",
                "GRANT CREATE ON DATABASE \(name) TO \(member)")
            let byMember = await #expect(throws: DatabaseFailure.self) { try await migrator.state() }
            #expect(
                byMember?.message.hasPrefix(
                    "schema evil of role \(evil), in which the version table is, can be renamed by role \(member),")
                    == true,
                "\(byMember?.message ?? "")")
            #expect(byMember?.advice?.contains("If \(evil) may have code run") == true)
            var trusting = options
            trusting.connection.trustedOwners = [evil]
            _ = try await bench.migrator(history(""), options: trusting).state()
            try await bench.run("REVOKE CREATE ON DATABASE \(name) FROM \(member)", "DROP ROLE \(member)")
        }
    }

    @Test("A view's query that makes a trigger on the log in the refresh's own transaction ends the refresh")
    func duringRefresh() async throws {
        try await with { bench, evil in
            try await bench.migrator(history("")).upgrade()
            try await granting(to: evil, in: bench)
            try await plant(
                [
                    """
                    CREATE FUNCTION evil.plant() RETURNS int LANGUAGE plpgsql AS $$ BEGIN
                        IF current_setting('evil.armed', true) = 'on' THEN
                            CREATE TRIGGER rob BEFORE INSERT ON athanor.log FOR EACH ROW EXECUTE FUNCTION evil.rob_trigger();
                        END IF;
                        RETURN 1;
                    END $$
                    """, "CREATE MATERIALIZED VIEW evil.mv AS SELECT evil.plant() AS a",
                ], as: evil, in: bench)
            let name = try await bench.rows("SELECT current_database()")[0]
            try await bench.run("ALTER DATABASE \(name) SET evil.armed = 'on'")
            let report = try await ViewRefresher(bench.address).refresh(RefreshRequest(.named(["evil.mv"])))
            #expect(!report.isComplete)
            #expect("\(report.results)".contains("role \(evil)"), "\(report.results)")
            #expect(try await bench.rows("SELECT count(*) FROM pg_trigger WHERE tgname = 'rob'") == ["0"])
        }
    }

    @Test("A script refuses what was planted since it was written", arguments: Trap.allCases)
    func script(_ trap: Trap) async throws {
        try await with { bench, evil in
            try await bench.migrator(history("")).upgrade(to: "a1")
            try await granting(to: evil, in: bench)
            let entries = try Self.entries(history("CREATE TABLE u (a int);"))
            let script = try await bench.offlineMigrator(entries).script(.upgrade, "current:head")
            try await plant(trap.statements, as: evil, in: bench)
            let outcome = try bench.client.run(script)
            #expect(outcome.exitCode != 0 && outcome.errors.contains("role \(evil)"), "\(outcome)")
            #expect(try await bench.rows("SELECT to_regclass('u') IS NULL") == ["true"])
        }
    }

    @Test("A script refuses a trap that is laid while it runs")
    func duringScript() async throws {
        try await with { bench, evil in
            try await bench.migrator(history("")).upgrade(to: "a1")
            try await granting(to: evil, in: bench)
            let entries = try Self.entries(history("SELECT pg_advisory_xact_lock(4242);"))
            let script = try await bench.offlineMigrator(entries).script(.upgrade, "current:head")
            let error = try await failure(
                of: {
                    let outcome = try bench.client.run(script)
                    if outcome.exitCode != 0 { throw ScriptClient.ToolFailed(name: "psql", errors: outcome.errors) }
                }, in: bench
            ) {
                try await plant(Trap.versionTrigger.statements, as: evil, in: bench)
            }
            #expect("\(String(describing: error))".contains("role \(evil)"), "\(String(describing: error))")
        }
    }

    @Test("A script from base refuses a version table that somebody planted before")
    func scriptFromBase() async throws {
        try await with { bench, evil in
            try await bench.run("GRANT CREATE ON SCHEMA public TO \(evil)")
            let script = try await bench.offlineMigrator(try Self.entries(history("")), connected: false)
                .script(.upgrade, "head")
            let kinds = [
                ["CREATE VIEW public.athanor_version AS SELECT 'a1'::text AS version_num WHERE NOT evil.rob()"],
                [
                    "DROP VIEW public.athanor_version",
                    "CREATE TABLE public.athanor_version (version_num text PRIMARY KEY)",
                ]
                    + Trap.versionTrigger.statements,
            ]
            for kind in kinds {
                try await plant(kind, as: evil, in: bench)
                let outcome = try bench.client.run(script)
                #expect(outcome.exitCode != 0 && outcome.errors.contains("role \(evil)"), "\(outcome)")
            }
        }
    }

    @Test("A trusted owner is trusted by scripts, and by a run after a revision that may change settings")
    func trustedOwner() async throws {
        try await with { bench, owner in
            let options = MigratorOptions(connection: ConnectionOptions(trustedOwners: [owner, "a \"b\\"]))
            try await bench.migrator(history("")).upgrade(to: "a1")
            try await bench.run(
                "ALTER SCHEMA athanor OWNER TO \(owner)", "ALTER TABLE athanor_version OWNER TO \(owner)")
            for table in MetadataTable.allCases {
                try await bench.run("ALTER TABLE athanor.\(table.rawValue) OWNER TO \(owner)")
            }
            let files =
                history("SELECT 1;") + [
                    sqlRevision("c3", after: "b2", "SELECT 2;"), sqlRevision("d4", after: "c3", "SELECT 3;"),
                ]
            try await bench.migrator(files, options: options).upgrade(to: "c3")
            let entries = try Self.entries(files)
            let script = try await bench.offlineMigrator(entries, options: options).script(.upgrade, "current:head")
            let outcome = try bench.client.run(script)
            #expect(outcome.exitCode == 0, "\(outcome)")
            #expect(try await bench.rows("SELECT version_num FROM athanor_version") == ["d4"])
            for table in MetadataTable.allCases {
                try await bench.run("ALTER TABLE athanor.\(table.rawValue) OWNER TO CURRENT_USER")
            }
            try await bench.run(
                "ALTER SCHEMA athanor OWNER TO CURRENT_USER", "ALTER TABLE athanor_version OWNER TO CURRENT_USER")
        }
    }

    @Test(
        "Settings that a deferred trigger changes at COMMIT are given back before the next revision",
        arguments: [true, false])
    func settingsOfCommit(isScript: Bool) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run(
                "CREATE SCHEMA elsewhere", "CREATE TABLE c (id int)",
                """
                CREATE FUNCTION changing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    PERFORM set_config('search_path', 'elsewhere', false), set_config('client_encoding', 'LATIN1', false);
                    RETURN NEW;
                END $$
                """,
                """
                CREATE CONSTRAINT TRIGGER changing AFTER INSERT ON c DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION changing()
                """)
            let files = [
                sqlRevision("a1", "INSERT INTO c VALUES (1);"),
                sqlRevision("b2", after: "a1", "CREATE TABLE u (k text); INSERT INTO u VALUES ('é');"),
            ]
            if isScript {
                let script = try await bench.offlineMigrator(try Self.entries(files)).script(.upgrade, "head")
                let outcome = try bench.client.run(script)
                #expect(outcome.exitCode == 0, "\(outcome)")
            } else {
                try await bench.migrator(files).upgrade()
            }
            #expect(try await bench.rows("SELECT k FROM public.u") == ["é"])
        }
    }

    private static func entries(_ files: [String]) throws -> [RevisionEntry] {
        try files.enumerated().map { index, text in
            try RevisionEntry(sql: SourceText(path: "versions/\(index).sql", text: text))
        }
    }
}
