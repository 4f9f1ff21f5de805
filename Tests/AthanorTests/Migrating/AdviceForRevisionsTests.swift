import AthanorTesting
import TestSupport
import Testing

@testable import Athanor

/// What an error of a revision advises can be written where the revision is written: SQL in a file with SQL, Swift in Swift.
@Suite struct AdviceForRevisionsTests {
    private static let views = """
        CREATE TABLE t (id int, k text);
        INSERT INTO t VALUES (1, 'a'), (2, 'b');
        CREATE MATERIALIZED VIEW m AS SELECT id, k FROM t;
        CREATE INDEX by_k ON m (k);
        CREATE VIEW v AS SELECT id, k FROM m;
        CREATE TYPE mood AS ENUM ('a');
        """

    private static let swiftWords = [
        "op.", "renamedColumns", "indexes:", "SwapPatience", "strategy:", "dependents:", "Swift",
    ]

    @Test(
        "In a file with SQL",
        arguments: [
            (
                "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id, k AS label FROM t;",
                "ALTER MATERIALIZED VIEW \"public\".\"m\" RENAME COLUMN \"k\" TO …;"
            ),
            (
                "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id, point(id, id) AS k FROM t;",
                "drop the index before"
            ),
            ("CREATE OR REPLACE MATERIALIZED VIEW v AS SELECT 1 AS id;", "write CREATE OR REPLACE VIEW"),
            ("CREATE OR REPLACE VIEW v AS SELECT id FROM m;", "can only add columns at the end"),
            ("CREATE OR REPLACE VIEW v AS SELECT id AS x, k FROM m;", "ALTER VIEW … RENAME COLUMN … TO …"),
            ("ALTER TABLE t ALTER COLUMN k TYPE varchar(9);", "DROP VIEW, DROP MATERIALIZED VIEW"),
            ("ALTER TYPE mood ADD VALUE 'b'; CREATE TABLE moods (m mood DEFAULT 'b');", "use it in the next revision"),
            (
                "ALTER TYPE mood ADD VALUE 'b'; CREATE TABLE moods (m mood DEFAULT 'b');",
                "`transaction_per_migration: true`"
            ),
            (
                "DO $$ BEGIN EXECUTE 'CREATE OR REPLACE VIEW v AS SELECT id FROM m'; END $$;",
                "can only add columns at the end"
            ),
            (
                "DO $$ BEGIN ALTER TABLE t ALTER COLUMN k TYPE varchar(9); END $$;", "DROP VIEW, DROP MATERIALIZED VIEW"
            ),
            ("ALTER TABLE t DROP COLUMN k;", "Drop its dependents before"),
            ("DO $$ BEGIN DROP TABLE t; END $$;", "Drop its dependents before"),
            ("DO $$ BEGIN EXECUTE 'VACUUM t'; END $$;", "as a separate statement, not inside a DO block"),
            (
                """
                ALTER TABLE t ADD COLUMN d text GENERATED ALWAYS AS (k || 'x') STORED; DROP MATERIALIZED VIEW m CASCADE;
                ALTER TABLE t ALTER COLUMN k TYPE varchar(9);
                """, "Drop what uses the column before"
            ),
            (
                """
                CREATE POLICY p ON t USING (k = 'a'); DROP MATERIALIZED VIEW m CASCADE;
                ALTER TABLE t ALTER COLUMN k TYPE varchar(9);
                """, "Drop what uses the column before"
            ),
            (
                """
                CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; DROP MATERIALIZED VIEW m CASCADE;
                CREATE TRIGGER r BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.k = 'a') EXECUTE FUNCTION f();
                ALTER TABLE t ALTER COLUMN k TYPE varchar(9);
                """, "Drop what uses the column before"
            ),
            (
                """
                CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(k) FROM t; END;
                DROP MATERIALIZED VIEW m CASCADE; ALTER TABLE t ALTER COLUMN k TYPE varchar(9);
                """, "Drop what uses the column before"
            ),
        ])
    func sql(_ revision: String, _ advice: String) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let migrator = try bench.migrator([
                sqlRevision("a", Self.views), sqlRevision("b", after: "a", revision),
            ])
            let error = await #expect(throws: (any Error).self) { try await migrator.upgrade() }
            let text = error.map { Explanation(of: $0).description } ?? ""
            #expect(text.contains(advice), "\(text)")
            for word in Self.swiftWords { #expect(!text.contains(word), "\(text)") }
        }
    }

    @Test("The advice of renaming a column works, and what reads it follows")
    func renaming() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator([
                sqlRevision("a", Self.views),
                sqlRevision(
                    "b", after: "a",
                    """
                    ALTER MATERIALIZED VIEW "public"."m" RENAME COLUMN "k" TO label;
                    CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id, upper(k) AS label FROM t;
                    """),
            ]).upgrade()
            #expect(try await bench.rows("SELECT k FROM v ORDER BY 1") == ["A", "B"])
        }
    }

    @Test("A definition that fails while it is computed is named, with its place, under the name that people know")
    func computing() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let migrator = try bench.migrator([
                sqlRevision("a", Self.views),
                sqlRevision(
                    "b", after: "a",
                    "SELECT 1;\n\nCREATE OR REPLACE MATERIALIZED VIEW m AS\n  SELECT id / (id - 2) AS id, k FROM t;"),
            ])
            let error = await #expect(throws: (any Error).self) { try await migrator.upgrade() }
            let explanation = error.map { Explanation(of: $0) }
            let text = explanation?.description ?? ""
            #expect(
                text.contains("the new definition of materialized view public.m cannot be computed: division by zero"),
                "\(text)")
            #expect(text.contains("SELECT id / (id - 2) AS id, k FROM t"), "\(text)")
            #expect(!text.contains("athanor_building"), "\(text)")
        }
    }

    @Test("WITH DATA fills a view that held none", arguments: ["SELECT 1 AS id", "SELECT 2 AS id"])
    func withData(_ query: String) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator([
                sqlRevision(
                    "a",
                    """
                    CREATE MATERIALIZED VIEW m AS SELECT 1 AS id WITH NO DATA; CREATE INDEX by_id ON m (id);
                    CREATE VIEW v AS SELECT id FROM m; CREATE MATERIALIZED VIEW over AS SELECT id FROM v WITH NO DATA;
                    """),
                sqlRevision("b", after: "a", "CREATE OR REPLACE MATERIALIZED VIEW m AS \(query) WITH DATA;"),
            ]).upgrade()
            #expect(try await bench.rows("SELECT id FROM v") == [query.contains("1") ? "1" : "2"])
            #expect(try await bench.rows("SELECT relispopulated FROM pg_class WHERE relname = 'over'") == ["false"])
        }
    }

    @Test("An event trigger that stops Athanor's own tables is told shortly")
    func eventTrigger() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run(
                """
                CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS
                    $$ BEGIN RAISE EXCEPTION 'nothing is made here'; END $$
                """,
                "CREATE EVENT TRIGGER refusing ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION refuse()"
            )
            let migrator = try bench.migrator([sqlRevision("a", "SELECT 1;")])
            let error = await #expect(throws: (any Error).self) { try await migrator.upgrade() }
            let text = error.map { Explanation(of: $0).description } ?? ""
            #expect(text.contains("nothing is made here"), "\(text)")
            #expect(text.split(separator: "\n").count < 25, "\(text)")
        }
    }
}
