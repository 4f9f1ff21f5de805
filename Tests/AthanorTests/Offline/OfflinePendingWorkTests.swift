import AthanorTesting
import TestSupport
import Testing

@testable import Athanor

/// Scripts on PostgreSQL whose steps look at the catalog, after other work that the script holds.
@Suite struct OfflinePendingWorkTests {
    private static func entries(_ files: [(id: String, text: String)]) throws -> [RevisionEntry] {
        var before = ""
        return try files.map { file in
            defer { before = file.id }
            return try RevisionEntry(
                sql: SourceText(path: "versions/\(file.id).sql", text: sqlRevision(file.id, after: before, file.text)))
        }
    }

    private static let creating = """
        CREATE TABLE t (id int, n int); CREATE TABLE other (id int); INSERT INTO t VALUES (1, 2);
        CREATE MATERIALIZED VIEW mv AS SELECT id, n FROM t; CREATE UNIQUE INDEX mv_id ON mv (id);
        CREATE VIEW reader AS SELECT id AS key FROM mv;
        """
    private static let replacing = "CREATE OR REPLACE MATERIALIZED VIEW mv AS SELECT id, n, n + 1 AS m FROM t;"

    @Test("A view that an earlier pending revision creates is not replaced by a script that was written before")
    func pendingCreation() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let entries = try Self.entries([
                ("aaaa", Self.creating), ("bbbb", "CREATE INDEX mv_n ON mv (n); GRANT SELECT ON mv TO PUBLIC;"),
                ("cccc", Self.replacing),
            ])
            let offline = try bench.offlineMigrator(entries)
            // Nothing of it is there; then only the index is pending; then nothing is.
            for (range, end) in [("head", "bbbb"), ("current:head", "bbbb")] {
                let error = await #expect(throws: OfflineError.self) {
                    try await offline.script(.upgrade, .named(range))
                }
                let advice = error?.explanation.advice ?? ""
                #expect(advice.contains("`athanor upgrade current:\(end) --sql`"), "\(advice)")
                #expect(error?.explanation.state == "Nothing was written.")
                if range == "head" {
                    try bench.run(script: try await offline.script(.upgrade, "aaaa"))
                }
            }
            try bench.run(script: try await offline.script(.upgrade, "current:bbbb"))
            let script = try await offline.script(.upgrade, "current:head")
            #expect(script.contains("-- For the database at postgresql://"))
            try bench.run(script: script)
            #expect(try await bench.rows("SELECT m FROM mv") == ["3"])
            #expect(try await bench.rows("SELECT count(*) FROM pg_indexes WHERE tablename = 'mv'") == ["2"])
        }
    }

    @Test(
        "Work that may change what a replacement looks at stops the script",
        arguments: [
            "CREATE INDEX mv_n ON mv (n);", "DROP INDEX mv_id;", "ALTER INDEX mv_id RENAME TO other_id;",
            "GRANT SELECT ON mv TO PUBLIC;", "COMMENT ON MATERIALIZED VIEW \"mv\" IS 'x';",
            "CREATE VIEW later AS SELECT id FROM mv;", "CREATE VIEW later AS SELECT key FROM reader;",
            "CREATE OR REPLACE VIEW reader AS SELECT id AS key, 1 AS more FROM mv;", "DROP VIEW reader;",
            "DROP TABLE other CASCADE;", "ALTER TABLE t RENAME COLUMN n TO id2; ALTER TABLE reader RENAME TO r2;",
            "DO $$ BEGIN EXECUTE 'CREATE INDEX ON m' || 'v (n)'; END $$;",
            "SELECT set_config('search_path', 'x', false);",
            "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;",
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC;",
            "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM mv; END;",
            "CREATE TABLE keeps (row_of mv);", "REFRESH MATERIALIZED VIEW mv WITH NO DATA;",
            "ALTER MATERIALIZED VIEW mv RENAME TO old;",
            "CREATE SCHEMA tenant; SET search_path = tenant, public; CREATE TABLE tenant.t (id int, n int);",
        ], [false, true])
    func outdating(_ work: String, inTheSameRevision: Bool) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let setting = work.contains("tenant") && !inTheSameRevision ? "SET search_path = tenant, public; " : ""
            let files =
                inTheSameRevision
                ? [("aaaa", Self.creating), ("bbbb", "\(work) \(Self.replacing)")]
                : [("aaaa", Self.creating), ("bbbb", work), ("cccc", setting + Self.replacing)]
            let entries = try Self.entries(files)
            try await bench.migrator(entries).upgrade(to: "aaaa")
            let error = await #expect(throws: OfflineError.self) {
                try await bench.offlineMigrator(entries).script(.upgrade, "current:head")
            }
            let advice = error?.explanation.advice ?? ""
            #expect(
                advice.contains(inTheSameRevision ? "Run revision bbbb with Athanor itself" : "current:bbbb --sql"),
                "\(advice)")
        }
    }

    @Test("A refresh that fills a view changes how it is replaced, and one of a view that holds data does not")
    func filling() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let entries = try Self.entries([
                ("aaaa", Self.creating + "REFRESH MATERIALIZED VIEW mv WITH NO DATA;"),
                ("bbbb", "REFRESH MATERIALIZED VIEW mv;"), ("cccc", Self.replacing),
            ])
            try await bench.migrator(entries).upgrade(to: "aaaa")
            let offline = try bench.offlineMigrator(entries)
            await #expect(throws: OfflineError.self) { try await offline.script(.upgrade, "current:head") }
            try await bench.run("REFRESH MATERIALIZED VIEW mv")
            try bench.run(script: try await offline.script(.upgrade, "current:head"))
            #expect(try await bench.rows("SELECT m FROM mv") == ["3"])
        }
    }

    @Test("Work that cannot change it does not, and the script runs and leaves what the run leaves")
    func harmless() async throws {
        let work = """
            ALTER TABLE t ADD COLUMN z int DEFAULT 5; INSERT INTO t VALUES (3, 4); CREATE INDEX t_n ON t (n);
            CREATE TABLE new (id int PRIMARY KEY); DROP TABLE other; CREATE MATERIALIZED VIEW mv2 AS SELECT id FROM new;
            SET LOCAL lock_timeout = '3s'; CREATE TYPE mood AS ENUM ('a'); GRANT SELECT ON new TO PUBLIC;
            """
        let entries = try Self.entries([
            ("aaaa", Self.creating), ("bbbb", work),
            ("cccc", "COMMENT ON TABLE t IS 'x'; CREATE OR REPLACE MATERIALIZED VIEW mv AS SELECT id, n, z FROM t;"),
        ])
        try await TestedDatabase.postgreSQL.with { online in
            try await TestedDatabase.postgreSQL.with { offline in
                try await online.migrator(entries).upgrade()
                try offline.run(script: try await offline.offlineMigrator(entries).script(.upgrade, "aaaa"))
                try offline.run(script: try await offline.offlineMigrator(entries).script(.upgrade, "current:head"))
                #expect(try offline.client.contents() == online.client.contents())
                #expect(try await offline.rows("SELECT sum(z) FROM mv") == ["10"])
            }
        }
    }

    @Test("Two replacements in one script must not touch each other's views")
    func twoReplacements() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let entries = try Self.entries([
                (
                    "aaaa",
                    Self.creating
                        + "CREATE MATERIALIZED VIEW mv3 AS SELECT 1 AS a; CREATE MATERIALIZED VIEW over AS SELECT key FROM reader;"
                ),
                ("bbbb", "CREATE OR REPLACE MATERIALIZED VIEW mv3 AS SELECT 2 AS a;"), ("cccc", Self.replacing),
                ("dddd", "CREATE OR REPLACE MATERIALIZED VIEW over AS SELECT key + 1 AS key FROM reader;"),
            ])
            try await bench.migrator(entries).upgrade(to: "aaaa")
            let offline = try bench.offlineMigrator(entries)
            let error = await #expect(throws: OfflineError.self) { try await offline.script(.upgrade, "current:head") }
            #expect(error?.explanation.advice?.contains("current:cccc --sql") == true)
            try bench.run(script: try await offline.script(.upgrade, "current:cccc"))
            try bench.run(script: try await offline.script(.upgrade, "current:head"))
            #expect(try await bench.rows("SELECT (SELECT a FROM mv3), (SELECT key FROM over)") == ["2|2"])
        }
    }

    @Test(
        "The settings of the revision hold in the script, in which one transaction has all of it",
        arguments: ["SET LOCAL search_path = b, a;", "SET search_path = missing, b;"])
    func settings(_ setting: String) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let entries = try Self.entries([
                (
                    "aaaa",
                    """
                    CREATE SCHEMA a; CREATE TABLE a.t (d date, id int); INSERT INTO a.t VALUES ('2020-01-15', 1), ('2020-03-01', 2);
                    CREATE SCHEMA b; CREATE TABLE b.t (d date, id int); INSERT INTO b.t VALUES ('2020-01-15', 3), ('2020-03-01', 4);
                    CREATE MATERIALIZED VIEW a.m AS SELECT id FROM a.t; CREATE MATERIALIZED VIEW b.m AS SELECT id FROM b.t;
                    CREATE TABLE child (id int PRIMARY KEY, up int REFERENCES child DEFERRABLE INITIALLY DEFERRED);
                    """
                ),
                (
                    "bbbb",
                    """
                    \(setting) SET LOCAL DateStyle = 'German, DMY';
                    INSERT INTO public.child VALUES (1, 2);
                    CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id FROM t WHERE d > '01.02.2020';
                    INSERT INTO public.child VALUES (2, 2);
                    """
                ),
            ])
            try await bench.migrator(entries).upgrade(to: "aaaa")
            try bench.run(script: try await bench.offlineMigrator(entries).script(.upgrade, "current:head"))
            #expect(try await bench.rows("SELECT count(*), (SELECT id FROM b.m) FROM a.m") == ["2|4"])
        }
    }

    @Test("A script warns of a view in a later schema, and a role of the revision does not write Athanor's rows")
    func laterSchemaAndRole() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let role = "athanor_scripting"
            try await bench.run(
                "DO $$ BEGIN CREATE ROLE \(role); EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$",
                "CREATE SCHEMA tenant AUTHORIZATION \(role)")
            let entries = try Self.entries([
                ("aaaa", "CREATE MATERIALIZED VIEW public.m AS SELECT 1 AS id;"),
                (
                    "bbbb",
                    """
                    SET ROLE \(role); SET LOCAL search_path = tenant, public;
                    CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT 2 AS id;
                    -- athanor: refresh m every 5 minutes
                    ANALYZE m;
                    """
                ),
                ("cccc", "CREATE TABLE mine (id int);"),
            ])
            try await bench.migrator(entries).upgrade(to: "aaaa")
            let outcome = try bench.client.run(
                try await bench.offlineMigrator(entries).script(.upgrade, "current:head"))
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("tenant.m") && outcome.errors.contains("public.m"), "\(outcome.errors)")
            #expect(try await bench.rows("SELECT (TABLE public.m), (TABLE tenant.m)") == ["1|2"])
            #expect(
                try await bench.rows("SELECT schema, refresh FROM athanor.views WHERE refresh IS NOT NULL")
                    == ["tenant|every 5 minutes"])
            #expect(
                try await bench.rows(
                    "SELECT relowner::regrole::text = current_user FROM pg_class WHERE relname = 'mine'")
                    == ["true"])
            try await bench.run("DROP OWNED BY \(role) CASCADE")
        }
    }
}

extension TestBench {
    /// Runs a script, which must succeed in silence.
    func run(script: String) throws {
        let outcome = try client.run(script)
        #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        #expect(outcome.output.isEmpty, "\(outcome.output)")
    }
}
