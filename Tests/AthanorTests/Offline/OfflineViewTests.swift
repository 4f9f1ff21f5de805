import AthanorTesting
import TestSupport
import Testing

@testable import Athanor

/// Scripts of operations about materialized views, which look at the catalog when they run.
@Suite struct OfflineViewTests {
    struct Views: Revision {
        static let revision: RevisionID = "views"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.createTable("t", [.column("id", .bigint), .column("a", .text), .primaryKey("id")])
            op.execute("INSERT INTO t (id, a) VALUES (1, '10'), (2, '9')")
            op.createMaterializedView(
                "m", as: "SELECT a, count(*) AS n FROM t GROUP BY a", indexes: [.unique("a", name: "i")])
            op.createView("v", as: "SELECT max(a) AS largest FROM m")
            op.createMaterializedView("w", as: "SELECT * FROM v")
        }
    }

    struct Changed: Revision {
        static let revision: RevisionID = "changed"
        static let downRevisions: [RevisionID] = ["views"]

        func upgrade(_ op: Operations) -> OperationList {
            op.execute("INSERT INTO t (id, a) VALUES (3, '7')")
            op.replaceMaterializedView(
                "m", as: "SELECT a AS b, count(*) AS n, max(id) AS x FROM t GROUP BY a", renamedColumns: ["a": "b"])
            op.renameMaterializedView("m", to: "it's \"m\"")
            op.renameView("v", to: "u")
            op.alterColumn("a", of: "t", .type(.integer), .rename(to: "number"), dependents: .recreate)
            op.execute("INSERT INTO t (id, number) VALUES (4, 100); REFRESH MATERIALIZED VIEW \"it's \"\"m\"\"\"")
        }
    }

    @Test("A script leaves the same database as the run")
    func aScriptLeavesWhatTheRunLeaves() async throws {
        let entries = [
            RevisionEntry(Views.self, path: "Versions/1.swift", message: "views"),
            RevisionEntry(Changed.self, path: "Versions/2.swift", message: "changed"),
        ]
        try await TestedDatabase.sqlite.with { online in
            try await TestedDatabase.sqlite.with { offline in
                try await online.migrator(entries).upgrade()
                for range in ["views", "views:changed"] {
                    let script = try await offline.offlineMigrator(entries).script(.upgrade, .named(range))
                    let outcome = try offline.client.run(script)
                    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
                    #expect(outcome.output.isEmpty, "\(outcome.output)")
                }
                #expect(try offline.client.contents() == online.client.contents())
                for bench in [online, offline] {
                    #expect(
                        try await bench.rows("SELECT b FROM \"it's \"\"m\"\"\" ORDER BY b") == ["7", "9", "10", "100"])
                    #expect(try await bench.rows("SELECT largest FROM u") == ["100"])
                    #expect(try await bench.rows("SELECT largest FROM w") == ["10"])
                }
            }
        }
    }

    struct Kept: Revision {
        static let revision: RevisionID = "kept"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.execute(
                """
                CREATE SCHEMA s;
                CREATE TABLE t (a text, n int);
                INSERT INTO t VALUES ('x', 1), ('y', 2);
                CREATE MATERIALIZED VIEW s.m WITH (fillfactor = 66) AS SELECT a, n FROM t;
                CREATE UNIQUE INDEX i ON s.m (a) WHERE n > 0;
                COMMENT ON COLUMN s.m.a IS 'it''s kept';
                GRANT SELECT ON s.m TO PUBLIC;
                CREATE VIEW v AS SELECT n FROM s.m WHERE n > 1;
                CREATE MATERIALIZED VIEW s.w AS SELECT sum(n) AS sum FROM v;
                """)
        }
    }

    struct KeptWithReaders: Revision {
        static let revision: RevisionID = "kept"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            Kept().upgrade(op)
            op.execute(
                """
                CREATE FUNCTION f() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM s.m; END;
                CREATE TABLE guarded (n int);
                CREATE POLICY p ON guarded USING (n IN (SELECT n FROM s.m));
                CREATE RULE r AS ON INSERT TO guarded WHERE new.n IN (SELECT n FROM s.m) DO INSTEAD NOTHING;
                CREATE VIEW constants AS
                    SELECT n, '{1,NULL}'::text[] AS list, '2026-03-29 02:30+02'::timestamptz AS moment,
                           '\\xdeadbeef'::bytea AS bytes, '-1 day +2 hours'::interval AS span, 0.1::float4 AS number
                    FROM s.m;
                """)
        }
    }

    struct Replaced: Revision {
        static let revision: RevisionID = "replaced"
        static let downRevisions: [RevisionID] = ["kept"]

        func upgrade(_ op: Operations) -> OperationList {
            op.replaceMaterializedView("s.m", as: "SELECT a, n + 10 AS n, 'new; $athanor$' AS more FROM t")
        }
    }

    struct AlteredAround: Revision {
        static let revision: RevisionID = "around"
        static let downRevisions: [RevisionID] = ["replaced"]

        func upgrade(_ op: Operations) -> OperationList {
            op.alterColumn("n", of: "t", .type(.bigint), dependents: .recreate)
        }
    }

    @Test("A script prints nothing of the settings around a concurrent refresh")
    func concurrentRefresh() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let files = [
                sqlRevision(
                    "a",
                    """
                    CREATE TABLE t (id int); CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
                    CREATE UNIQUE INDEX ON m (id);
                    """),
                sqlRevision(
                    "b", after: "a", "INSERT INTO t VALUES (1); REFRESH MATERIALIZED VIEW CONCURRENTLY m;"),
            ]
            let entries = try files.map { try RevisionEntry(sql: SourceText(path: "r.sql", text: $0)) }
            let script = try await bench.offlineMigrator(entries).script(.upgrade, "head")
            let outcome = try bench.client.run(script)
            #expect(outcome.exitCode == 0 && outcome.errors.isEmpty && outcome.output.isEmpty, "\(outcome)")
            #expect(try await bench.rows("SELECT id FROM m") == ["1"])
        }
    }

    @Test("A script from PostgreSQL's catalog leaves the same database as the run")
    func postgreSQLScriptEqualsTheRun() async throws {
        let entries = [
            RevisionEntry(Kept.self, path: "Versions/1.swift", message: "kept"),
            RevisionEntry(Replaced.self, path: "Versions/2.swift", message: "replaced"),
            RevisionEntry(AlteredAround.self, path: "Versions/3.swift", message: "around"),
        ]
        try await TestedDatabase.postgreSQL.with { online in
            try await TestedDatabase.postgreSQL.with { offline in
                try await online.migrator(entries).upgrade()
                for range in ["kept", "kept:replaced", "replaced:around"] {
                    let script = try await offline.offlineMigrator(entries).script(.upgrade, .named(range))
                    // What is refreshed meanwhile is no alteration.
                    if range != "kept" { try await offline.run("REFRESH MATERIALIZED VIEW s.m") }
                    let outcome = try offline.client.run(script)
                    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
                    #expect(outcome.output.isEmpty, "\(outcome.output)")
                }
                #expect(try offline.client.contents() == online.client.contents())
                #expect(try await offline.rows("SELECT sum FROM s.w") == ["23"])
            }
        }
    }

    @Test("A script on PostgreSQL stops when a view was altered since the script was written")
    func alteredViewStopsTheScript() async throws {
        let entries = [
            RevisionEntry(Kept.self, path: "Versions/1.swift", message: "kept"),
            RevisionEntry(Replaced.self, path: "Versions/2.swift", message: "replaced"),
        ]
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator(entries).upgrade(to: "kept")
            await #expect(throws: OfflineError.self) {
                try await bench.offlineMigrator(entries, connected: false).script(.upgrade, "kept:replaced")
            }
            let script = try await bench.offlineMigrator(entries).script(.upgrade, "kept:replaced")
            try await bench.run("CREATE INDEX later ON s.m (n)")
            let outcome = try bench.client.run(script)
            #expect(outcome.exitCode != 0)
            #expect(outcome.errors.contains("have changed since this script was written"))
            #expect(try await bench.rows("SELECT count(*) FROM pg_indexes WHERE tablename = 'm'") == ["2"])
        }
    }

    @Test(
        "A script stops when anything that it makes again was altered since it was written",
        arguments: [
            "CREATE OR REPLACE VIEW v AS SELECT n FROM s.m WHERE n > 2",
            "CREATE OR REPLACE FUNCTION f() RETURNS bigint BEGIN ATOMIC SELECT count(*) + 1 FROM s.m; END",
            "ALTER FUNCTION f() SECURITY DEFINER", "ALTER FUNCTION f() COST 9",
            "ALTER FUNCTION f() SET work_mem = '5MB'",
            "DROP FUNCTION f()", "ALTER POLICY p ON guarded USING (n IN (SELECT n FROM s.m) AND n > 7)",
            "ALTER POLICY p ON guarded RENAME TO q", "DROP POLICY p ON guarded",
            "CREATE OR REPLACE RULE r AS ON INSERT TO guarded WHERE new.n IN (SELECT n + 1 FROM s.m) DO INSTEAD NOTHING",
            "DROP RULE r ON guarded", "ALTER TABLE guarded RENAME TO guards",
            "CREATE POLICY q ON guarded USING (n IN (SELECT n FROM s.m))",
        ])
    func stopsWhenReadersAreAltered(_ alteration: String) async throws {
        let entries = [
            RevisionEntry(KeptWithReaders.self, path: "Versions/1.swift", message: "kept"),
            RevisionEntry(Replaced.self, path: "Versions/2.swift", message: "replaced"),
        ]
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator(entries).upgrade(to: "kept")
            let script = try await bench.offlineMigrator(entries).script(.upgrade, "kept:replaced")
            try await bench.run(alteration)
            let before = try bench.client.contents()
            let outcome = try bench.client.run(script)
            #expect(outcome.exitCode != 0)
            #expect(outcome.errors.contains("have changed since this script was written"))
            #expect(try bench.client.contents() == before)
        }
    }

    @Test("A script fits any settings of the session that runs it")
    func scriptFitsAnySettings() async throws {
        let entries = [
            RevisionEntry(KeptWithReaders.self, path: "Versions/1.swift", message: "kept"),
            RevisionEntry(Replaced.self, path: "Versions/2.swift", message: "replaced"),
        ]
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator(entries).upgrade(to: "kept")
            let script = try await bench.offlineMigrator(entries).script(.upgrade, "kept:replaced")
            let definition = "SELECT pg_get_viewdef('constants'::regclass)"
            let before = try await bench.rows(definition)
            let settings = [
                "\"TimeZone\" TO 'Asia/Kathmandu'", "\"DateStyle\" TO 'SQL, DMY'",
                "\"IntervalStyle\" TO 'sql_standard'",
                "array_nulls TO off", "bytea_output TO 'escape'", "extra_float_digits TO '-10'",
                "quote_all_identifiers TO on",
                "lc_monetary TO 'C'", "xmloption TO 'document'", "transform_null_equals TO on",
            ]
            for setting in settings {
                try await bench.run(
                    "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET \(setting.replacing("'", with: "''"))', current_database()); END$$"
                )
            }
            let outcome = try bench.client.run(script)
            #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
            for setting in settings {
                let name = setting.prefix { $0 != " " }
                try await bench.run(
                    "DO $$BEGIN EXECUTE format('ALTER DATABASE %I RESET \(name)', current_database()); END$$")
            }
            #expect(try await bench.rows(definition) == before)
        }
    }
}
