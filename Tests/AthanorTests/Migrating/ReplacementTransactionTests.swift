import AthanorTesting
import Foundation
import Logging
import TestSupport
import Testing

@testable import Athanor

/// A replacement shares its revision's transaction: settings and locks of the revision hold for it, and all is done or nothing.
@Suite struct ReplacementTransactionTests {
    /// Views and tables `m` and `t` in three schemas, told apart by their rows.
    private static let schemas = """
        CREATE SCHEMA a; CREATE SCHEMA b;
        CREATE TABLE a.t (id int); INSERT INTO a.t VALUES (1); CREATE MATERIALIZED VIEW a.m AS SELECT id FROM a.t;
        CREATE TABLE b.t (id int); INSERT INTO b.t VALUES (2); CREATE MATERIALIZED VIEW b.m AS SELECT id FROM b.t;
        CREATE TABLE t (id int); INSERT INTO t VALUES (3); CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
        """

    @Test(
        "The search path of a revision says which view is replaced, and what the query reads",
        arguments: [
            "SET LOCAL search_path = b, a;", "SET search_path = b, a;",
            "SELECT set_config('search_path', 'b, a', true);",
            "DO $$ BEGIN PERFORM set_config('search_path', 'b', true); END $$;",
        ])
    func searchPath(_ setting: String) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator([
                sqlRevision("a", Self.schemas),
                sqlRevision(
                    "b", after: "a", "\(setting) CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id * 10 AS id FROM t;"),
            ]).upgrade()
            #expect(try await bench.rows("SELECT (TABLE a.m), (TABLE b.m), (TABLE public.m)") == ["1|20|3"])
        }
    }

    @Test("Settings by which the query is read hold for it")
    func dateStyle() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator([
                sqlRevision(
                    "a",
                    """
                    CREATE TABLE t (d date); INSERT INTO t VALUES ('2020-01-15'), ('2020-03-01');
                    CREATE MATERIALIZED VIEW m AS SELECT d FROM t;
                    """),
                sqlRevision(
                    "b", after: "a",
                    """
                    SET LOCAL DateStyle = 'German, DMY';
                    CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT d FROM t WHERE d > '01.02.2020';
                    """),
            ]).upgrade()
            #expect(try await bench.rows("SELECT d::text FROM m") == ["2020-03-01"])
        }
    }

    @Test(
        "A role that the revision takes replaces the view, and Athanor's own rows are written with its own rights",
        arguments: ["SET LOCAL ROLE", "SET ROLE", "SET SESSION AUTHORIZATION"])
    func role(_ setting: String) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            // One for each case: they run side by side, and a role belongs to the whole server.
            let role = "athanor_replacing_" + setting.lowercased().split(separator: " ").joined(separator: "_")
            try await bench.run(
                "DO $$ BEGIN CREATE ROLE \(role); EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$",
                "GRANT CREATE ON SCHEMA public TO \(role)",
                "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO \(role)', current_database()); END $$")
            let migrator = try bench.migrator([
                sqlRevision(
                    "a",
                    """
                    \(setting) \(role);
                    CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT 1 AS id;
                    -- athanor: refresh m every 5 minutes
                    CREATE VIEW v AS SELECT id FROM m;
                    """),
                sqlRevision(
                    "b", after: "a",
                    """
                    CREATE TABLE plain (id int);
                    \(setting) \(role);
                    CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id + 1 AS id FROM generate_series(1, 2) AS s (id);
                    VACUUM m;
                    CREATE VIEW w AS SELECT id FROM m;
                    """),
            ])
            #expect(try await migrator.upgrade().current == ["b"])
            #expect(
                try await bench.rows(
                    "SELECT relname, relowner::regrole FROM pg_class WHERE relname IN ('m', 'v') ORDER BY 1")
                    == ["m|\(role)", "v|\(role)"])
            #expect(try await bench.rows("SELECT id FROM v ORDER BY id") == ["2", "3"])
            #expect(try await bench.rows("SELECT name FROM athanor.views ORDER BY name") == ["m", "v", "w"])
            #expect(try await bench.rows("SELECT refresh FROM athanor.views WHERE name = 'm'") == ["every 5 minutes"])
            #expect(
                try await bench.rows("SELECT kind, subject, outcome FROM athanor.log ORDER BY entry") == [
                    "upgrade|a|done", "statement|b|done", "upgrade|b|done",
                ])
            #expect(try await bench.rows("SELECT count(*) FROM athanor.progress") == ["0"])
            try await bench.run("DROP OWNED BY \(role) CASCADE")
        }
    }

    @Test(
        "A failure before or after a replacement leaves nothing of the revision",
        arguments: [
            ("", "INSERT INTO nowhere VALUES (1);", "SELECT id + 1 AS id FROM t"),
            ("", "", "SELECT id / 0 AS id FROM t"),
            ("INSERT INTO nowhere VALUES (1);", "", "SELECT id + 1 AS id FROM t"),
        ])
    func failure(_ before: String, _ after: String, _ query: String) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let migrator = try bench.migrator([
                sqlRevision(
                    "a",
                    "CREATE TABLE t (id int); INSERT INTO t VALUES (1); CREATE MATERIALIZED VIEW m AS SELECT id FROM t;"
                ),
                sqlRevision(
                    "b", after: "a",
                    """
                    ALTER TABLE t ADD COLUMN z int; INSERT INTO t VALUES (1000); \(before)
                    CREATE OR REPLACE MATERIALIZED VIEW m AS \(query);
                    CREATE TABLE later (id int); \(after)
                    """),
            ])
            let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            #expect(failure?.committed == [])
            #expect(failure?.explanation.state?.contains("Revision b was rolled back; the database is at a.") == true)
            #expect(try await bench.rows("SELECT (SELECT count(*) FROM t), (SELECT sum(id) FROM m)") == ["1|1"])
            #expect(try await bench.rows("SELECT to_regclass('later')::text") == ["NULL"])
            #expect(try await bench.rows("SELECT count(*) FROM athanor.progress") == ["0"])
        }
    }

    @Test("A deferred constraint may be satisfied after the replacement")
    func deferredConstraint() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator([
                sqlRevision(
                    "a",
                    """
                    CREATE TABLE t (id int PRIMARY KEY);
                    CREATE TABLE child (t int REFERENCES t DEFERRABLE INITIALLY DEFERRED);
                    CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
                    """),
                sqlRevision(
                    "b", after: "a",
                    """
                    INSERT INTO child VALUES (1);
                    CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id + 1 AS id FROM t;
                    INSERT INTO t VALUES (1);
                    """),
            ]).upgrade()
            #expect(try await bench.rows("SELECT t FROM child") == ["1"])
        }
    }

    struct ReplacingByDirective: Revision {
        static let revision: RevisionID = "b"
        static let downRevisions: [RevisionID] = ["a"]

        func upgrade(_ op: Operations) -> OperationList {
            op.execute("SET search_path = tenant, public")
            op.replaceMaterializedView("m", as: "SELECT id + 1 AS id FROM t")
        }
    }

    private static let laterSchema = """
        CREATE SCHEMA tenant; CREATE TABLE tenant.t (id int); INSERT INTO tenant.t VALUES (7);
        CREATE TABLE public.t (id int); INSERT INTO public.t VALUES (3);
        CREATE MATERIALIZED VIEW public.m AS SELECT id FROM public.t;
        """

    @Test("CREATE OR REPLACE looks only where it would create, and says what a later schema has")
    func laterSchema() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let log = RecordedLines()
            var options = MigratorOptions()
            options.connection.logger = Logger(label: "test") { _ in log.handler }
            let migrator = try bench.migrator(
                [
                    sqlRevision("a", Self.laterSchema),
                    sqlRevision(
                        "b", after: "a",
                        """
                        SET search_path = missing, tenant, public;
                        CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id AS id FROM t;
                        """),
                    sqlRevision(
                        "c", after: "b",
                        """
                        SET search_path = tenant, public;
                        CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id + 1 AS id FROM t;
                        """),
                ], options: options)
            try await migrator.upgrade(to: "b")
            #expect(try await bench.rows("SELECT (TABLE public.m), (TABLE tenant.m)") == ["3|7"])
            let warnings = log.all.filter { $0.hasPrefix("warning") }
            #expect(warnings.count == 1, "\(warnings)")
            #expect(warnings.allSatisfy { $0.contains("tenant.m") && $0.contains("public.m") }, "\(warnings)")
            try await migrator.upgrade()
            #expect(try await bench.rows("SELECT (TABLE public.m), (TABLE tenant.m)") == ["3|8"])
            #expect(log.all.filter { $0.hasPrefix("warning") }.count == 1)
        }
    }

    @Test("An operation that replaces an unqualified view refuses one of a later schema, and names both")
    func laterSchemaByDirective() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let first = try RevisionEntry(
                sql: SourceText(path: "versions/a.sql", text: sqlRevision("a", Self.laterSchema)))
            let migrator = try bench.migrator([
                first, RevisionEntry(ReplacingByDirective.self, path: "Versions/B.swift", message: "replace"),
            ])
            let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            let message = failure?.explanation.message ?? ""
            #expect(message.contains("tenant.m") && message.contains("public.m"), "\(message)")
            #expect(try await bench.rows("TABLE public.m") == ["3"])
            try await bench.run("CREATE MATERIALIZED VIEW tenant.m AS SELECT id FROM tenant.t")
            try await migrator.upgrade()
            #expect(try await bench.rows("SELECT (TABLE public.m), (TABLE tenant.m)") == ["3|8"])
        }
    }

    @Test("A temporary relation of the name is not taken for a view of a later schema, and hides none")
    func temporaryOfTheName() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let log = RecordedLines()
            var options = MigratorOptions()
            options.connection.logger = Logger(label: "test") { _ in log.handler }
            func upgrade(_ id: String, after: String, _ kind: String, in path: String) async throws -> [String] {
                try await bench.migrator(
                    [
                        sqlRevision(
                            "a",
                            "CREATE SCHEMA tenant; CREATE SCHEMA other; CREATE MATERIALIZED VIEW other.m AS SELECT 1 AS id;"
                        ),
                        sqlRevision(
                            "b", after: "a",
                            """
                            SET search_path = tenant; CREATE TEMPORARY \(kind);
                            CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT 2 AS id;
                            """.replacing("tenant", with: path)),
                    ], options: options
                ).upgrade()
                return log.all.filter { $0.hasPrefix("warning") }
            }
            #expect(try await upgrade("b", after: "a", "TABLE m (id int)", in: "tenant").isEmpty)
            #expect(try await bench.rows("TABLE tenant.m") == ["2"])
            try await bench.migrator([sqlRevision("a", "SELECT 1;")]).stamp(["a"], purge: true)
            try await bench.run("DROP MATERIALIZED VIEW tenant.m")
            let warnings = try await upgrade("b", after: "a", "VIEW m AS SELECT 3 AS id", in: "tenant, other")
            #expect(warnings.count == 1 && warnings.allSatisfy { $0.contains("other.m") }, "\(warnings)")
        }
    }

    @Test(
        "An open cursor and an isolation that comes too late are said in sentences",
        arguments: [
            ("DECLARE c CURSOR FOR SELECT * FROM m; FETCH 1 FROM c;", "CLOSE the cursor", false),
            ("DECLARE c CURSOR FOR SELECT * FROM v; FETCH 1 FROM c;", "CLOSE the cursor", false),
            ("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;", "READ COMMITTED", true),
        ])
    func refusedInSentences(_ opening: String, _ advice: String, _ isPlaced: Bool) async throws {
        for clause in ["", "WITH NO DATA"] {
            try await TestedDatabase.postgreSQL.with { bench in
                let migrator = try bench.migrator([
                    sqlRevision(
                        "a", "CREATE MATERIALIZED VIEW m AS SELECT 1 AS id; CREATE VIEW v AS SELECT id FROM m;"),
                    sqlRevision(
                        "b", after: "a",
                        "\(opening)\nCREATE OR REPLACE MATERIALIZED VIEW m AS SELECT 2 AS id \(clause);"),
                ])
                let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
                let explanation = try #require(failure?.explanation)
                #expect(explanation.advice?.contains(advice) == true, "\(explanation)")
                #expect(!explanation.notes.contains { ["STATEMENT", "CONTEXT"].contains($0.label) }, "\(explanation)")
                #expect(isPlaced || !explanation.notes.contains { $0.label == "CODE" }, "\(explanation)")
            }
        }
    }

    @Test("A transaction that does not see what others commit is refused")
    func isolation() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let migrator = try bench.migrator([
                sqlRevision("a", "CREATE MATERIALIZED VIEW m AS SELECT 1 AS id;"),
                sqlRevision(
                    "b", after: "a",
                    """
                    SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
                    CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT 2 AS id;
                    """),
            ])
            let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            #expect(failure?.explanation.place?.line == 7)
            #expect(failure?.current == ["a"])
        }
    }

    @Test("The plan says which steps keep their locks during a long build, and which make readers wait after it")
    func costs() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let replacing = "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT 2 AS id;"
            let plan = try await bench.migrator([
                sqlRevision(
                    "a", "SET LOCAL search_path = public;\n\(replacing)\n-- athanor: refresh m every 5 minutes"),
                sqlRevision(
                    "b", after: "a", "CREATE TABLE t (id int); \(replacing) CREATE TABLE u (id int); DROP TABLE u;"),
                sqlRevision("c", after: "b", "CREATE TABLE w (id int); VACUUM w; \(replacing)"),
            ]).plan(.upgrade, to: "head")
            #expect(plan.revisions.map { $0.longBuildCosts.count } == [0, 1, 0])
            let cost = LongBuildCost(subject: "materialized view m", stepsBefore: 1, stepsAfter: 2)
            #expect(plan.revisions[1].longBuildCosts == [1: cost])
            #expect(
                cost.sentence
                    == "1 step before materialized view m keeps all locks while it is built. Its readers wait while 2 steps "
                    + "after it run. A separate revision avoids that.")
        }
    }

    /// The reader holds the view and waits for the table that the revision has altered, so neither would ever go on.
    @Test(
        "A reader that waits for what the revision has locked makes it roll back and try again", .timeLimit(.minutes(2))
    )
    func circle() async throws {
        try await LockBench.with { lock in
            try await lock.bench.run("CREATE MATERIALIZED VIEW m AS SELECT id FROM t")
            try await lock.hold("SELECT FROM m")
            let revision = try RevisionEntry(
                sql: SourceText(
                    path: "versions/a.sql",
                    text: sqlRevision(
                        "a",
                        """
                        ALTER TABLE t ADD COLUMN z int;
                        CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id + 1 AS id FROM t;
                        """)))
            let bench = lock.bench
            let reading = Task {
                // Begins to wait when the revision has altered the table, which the server then shows.
                try await Task.wait(every: .milliseconds(2)) {
                    try await !bench.rows(
                        "SELECT FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation = 't'::regclass"
                    ).isEmpty
                }
                try await lock.holder.query("SELECT FROM t")
            }
            var options = MigratorOptions()
            options.lockAttempts = 100
            let events = try await lock.upgrade([revision], options: options) { event in
                if case .retrying = event { true } else { false }
            }
            try await reading.value
            #expect(events.contains { if case .retrying = $0 { true } else { false } })
            #expect(try await bench.rows("SELECT id FROM m ORDER BY id") == ["2", "3"])
        }
    }

    @Test("Where all revisions share one transaction, the plan counts the steps of all of them")
    func sharedCosts() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            var options = MigratorOptions()
            options.transactionPerMigration = false
            let replacing = "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT 2 AS id;"
            let files = [
                sqlRevision("a", "CREATE TABLE t (id int);"), sqlRevision("b", after: "a", replacing),
                sqlRevision("c", after: "b", "CREATE TABLE u (id int); CREATE TABLE w (id int);"),
            ]
            let plan = try await bench.migrator(files, options: options).plan(.upgrade, to: "head")
            let cost = LongBuildCost(
                subject: "materialized view m", stepsBefore: 1, stepsAfter: 2, isShared: true)
            #expect(plan.revisions.map(\.longBuildCosts) == [[:], [0: cost], [:]])
            #expect(cost.sentence.hasSuffix("or `transaction_per_migration: true`, avoids that."))
            let alone = try await bench.migrator(files).plan(.upgrade, to: "head")
            #expect(alone.revisions.map(\.longBuildCosts) == [[:], [:], [:]])
        }
    }

    @Test("Constants in dependents keep their values, whatever the revision sets for how they are written")
    func constants() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator([
                sqlRevision(
                    "a",
                    """
                    CREATE MATERIALIZED VIEW m AS SELECT 1 AS id;
                    CREATE VIEW "From" AS SELECT id, 0.1234567890123456::float8 AS f, '2020-02-01'::date AS d,
                        '-1 day 02:03:04'::interval AS i, 1.1::float4 AS g FROM m;
                    CREATE MATERIALIZED VIEW deep AS SELECT id, f + 0.1234567890123456::float8 AS f FROM "From";
                    CREATE INDEX deep_f ON deep (f) WHERE f > 0.1234567890123456::float8;
                    """)
            ]).upgrade()
            let query =
                "SELECT f = 0.1234567890123456::float8, d::text, i = '-1 day 02:03:04'::interval, g = 1.1::float4 FROM \"From\""
            let (before, index) = (
                try await bench.rows(query),
                "SELECT pg_get_indexdef('deep_f'::regclass)"
            )
            let definition = try await bench.rows(index)
            for (id, down, setting) in [
                ("b", "a", "SET extra_float_digits = -10"), ("c", "b", "SET LOCAL DateStyle = 'SQL, DMY'"),
                ("d", "c", "SET IntervalStyle = 'sql_standard'"), ("e", "d", "SET LOCAL quote_all_identifiers = on"),
            ] {
                try await bench.migrator([
                    sqlRevision("a", "SELECT 1;"),
                    sqlRevision("b", after: "a", replacing("SET extra_float_digits = -10", 2)),
                    sqlRevision("c", after: "b", replacing("SET LOCAL DateStyle = 'SQL, DMY'", 3)),
                    sqlRevision("d", after: "c", replacing("SET IntervalStyle = 'sql_standard'", 4)),
                    sqlRevision("e", after: "d", replacing("SET LOCAL quote_all_identifiers = on", 5)),
                ]).upgrade(to: .named(id))
                #expect(try await bench.rows(query) == before, "\(setting) after \(down)")
                #expect(try await bench.rows(index) == definition, "\(setting)")
            }
            // What the revision has set holds for the rest of it.
            #expect(
                try await bench.rows("SELECT * FROM kept ORDER BY 1")
                    == ["2|-10", "3|SQL, DMY", "4|sql_standard", "5|on"])
        }
    }

    private func replacing(_ setting: String, _ number: Int) -> String {
        let name = ["extra_float_digits", "DateStyle", "IntervalStyle", "quote_all_identifiers"][number - 2]
        return """
            \(setting);
            CREATE TABLE IF NOT EXISTS kept (number int, value text);
            CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT \(number) AS id;
            INSERT INTO kept VALUES (\(number), current_setting('\(name)'));
            """
    }

    @Test("A concurrent refresh in a revision does not mind how names are quoted, and leaves that as it was")
    func refreshingConcurrently() async throws {
        struct Apart: Revision {
            static let revision: RevisionID = "c"
            static let downRevisions: [RevisionID] = ["b"]

            func upgrade(_ op: Operations) -> OperationList {
                op.autocommit { op.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY m") }
            }
        }
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run(
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET quote_all_identifiers = on', current_database()); END $$"
            )
            let entries = try [
                sqlRevision(
                    "a",
                    "CREATE TABLE t (id int); CREATE MATERIALIZED VIEW m AS SELECT id FROM t; CREATE UNIQUE INDEX ON m (id);"
                ),
                sqlRevision(
                    "b", after: "a",
                    """
                    INSERT INTO t VALUES (1);
                    refresh /* now */ MATERIALIZED VIEW concurrently m;
                    CREATE TABLE kept AS SELECT current_setting('quote_all_identifiers') AS value;
                    SET quote_all_identifiers = off;
                    INSERT INTO t VALUES (2);
                    REFRESH MATERIALIZED VIEW CONCURRENTLY m;
                    INSERT INTO kept SELECT current_setting('quote_all_identifiers');
                    SET LOCAL quote_all_identifiers = on;
                    REFRESH MATERIALIZED VIEW CONCURRENTLY m;
                    INSERT INTO kept SELECT current_setting('quote_all_identifiers');
                    """),
            ].enumerated().map { try RevisionEntry(sql: SourceText(path: "\($0).sql", text: $1)) }
            try await bench.migrator(entries + [RevisionEntry(Apart.self, path: "3.swift", message: "")]).upgrade()
            #expect(try await bench.rows("SELECT id FROM m ORDER BY id") == ["1", "2"])
            #expect(try await bench.rows("SELECT value FROM kept") == ["on", "off", "on"])
            let script = try await bench.offlineMigrator(entries).script(.upgrade, "a:b")
            #expect(script.components(separatedBy: "athanor.quoting_before_refresh").count == 7)
        }
    }
}
