import Athanor
import TestSupport
import Testing

@Suite struct SegmentedRevisionTests {
    @Test("A statement that refuses a transaction runs on its own, between those that share one")
    func concurrentIndex() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let migrator = try bench.migrator([
                sqlRevision(
                    "a",
                    """
                    CREATE TABLE t (id int);
                    CREATE INDEX CONCURRENTLY t_id ON t (id);
                    INSERT INTO t VALUES (1);
                    """, down: "DROP INDEX CONCURRENTLY t_id; DROP TABLE t;")
            ])
            #expect(try await migrator.upgrade().current == ["a"])
            #expect(
                try await bench.rows(
                    "SELECT indexrelid::regclass::text, indisvalid FROM pg_index WHERE indrelid = 't'::regclass") == [
                        "t_id|true"
                    ])
            #expect(try await migrator.downgrade(to: "base").current == [])
        }
    }

    @Test("When the rest fails, the message says what stays")
    func partiallyApplied() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let migrator = try bench.migrator([
                sqlRevision("a", "CREATE TABLE t (id int);\nVACUUM t;\nINSERT INTO nowhere VALUES (1);")
            ])
            let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            #expect(failure?.committed == ["CREATE TABLE t (id int)", "VACUUM t"])
            #expect(
                failure?.explanation.state
                    == "Revision a is partially applied: its committed segments are kept (CREATE TABLE t (id int); "
                    + "VACUUM t). The rest was rolled back; the version table is at base.")
            #expect(
                failure?.explanation.advice
                    == "Correct versions/0.sql, but leave the committed segments as they are, then run the upgrade "
                    + "again: it continues after what is committed.")
            #expect(try await bench.rows("SELECT count(*) FROM t") == ["0"])
            #expect(try await migrator.state().rows == [])
        }
    }

    @Test("Settings that a revision changes are given back before the next", arguments: ["", "VACUUM;"])
    func settings(alone: String) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let migrator = try bench.migrator([
                sqlRevision("a", "CREATE SCHEMA side; SET search_path = side; CREATE TABLE t (id int);\n" + alone),
                sqlRevision("b", after: "a", "CREATE TABLE u (id int);"),
            ])
            try await migrator.upgrade()
            #expect(
                try await bench.rows(
                    "SELECT schemaname, tablename FROM pg_tables WHERE tablename IN ('t', 'u', 'athanor_version') ORDER BY 2"
                )
                    == ["public|athanor_version", "side|t", "public|u"])
        }
    }

    @Test("A setting lasts through all of its revision, whatever runs outside the transaction")
    func settingsAcrossSegments() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let migrator = try bench.migrator([
                sqlRevision(
                    "a",
                    """
                    CREATE SCHEMA side; CREATE TABLE side.t (id int); SET search_path = side;
                    CREATE INDEX CONCURRENTLY t_id ON t (id);
                    CREATE TABLE u (id int);
                    """),
                sqlRevision("b", after: "a", "CREATE TABLE v (id int);"),
            ])
            try await migrator.upgrade()
            #expect(
                try await bench.rows(
                    "SELECT schemaname, tablename FROM pg_tables WHERE tablename IN ('u', 'v') ORDER BY 2")
                    == ["side|u", "public|v"])
        }
    }

    @Test("A hand-written rebuild of a table keeps the rows that refer to it")
    func rebuild() async throws {
        try await TestedDatabase.sqlite.with { bench in
            let migrator = try bench.migrator([
                sqlRevision(
                    "a",
                    """
                    CREATE TABLE parent (id INTEGER PRIMARY KEY, note TEXT);
                    CREATE TABLE child (id INTEGER, parent REFERENCES parent (id) ON DELETE CASCADE);
                    INSERT INTO parent VALUES (1, 'x'); INSERT INTO child VALUES (7, 1);
                    """),
                sqlRevision(
                    "b", after: "a",
                    """
                    CREATE TABLE parent_new (id INTEGER PRIMARY KEY, note TEXT NOT NULL);
                    INSERT INTO parent_new SELECT * FROM parent;
                    DROP TABLE parent;
                    ALTER TABLE parent_new RENAME TO parent;
                    """),
                sqlRevision(
                    "c", after: "b",
                    """
                    CREATE TABLE parent_new (id INTEGER PRIMARY KEY);
                    DROP TABLE parent;
                    ALTER TABLE parent_new RENAME TO parent;
                    """),
            ])
            let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            #expect(failure?.step.revision == "c")
            #expect(failure?.explanation.message.contains("foreign keys would be violated") == true)
            #expect(try await bench.rows("SELECT * FROM child") == ["7|1"])
            #expect(try await bench.rows("SELECT * FROM parent") == ["1|x"])
        }
    }
}
