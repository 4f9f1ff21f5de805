import TestSupport
import Testing

@testable import Athanor

/// Temporary objects of one revision are not there for the next one of the run.
@Suite("Temporary objects of revisions on SQLite")
struct TemporaryObjectsTests {
    struct RunsCode: Revision {
        static let revision: RevisionID = "b2"
        static let downRevisions: [RevisionID] = ["a1"]

        func upgrade(_ op: Operations) -> OperationList {
            op.run("shadow") { connection in try await connection.query("CREATE TEMP TABLE t (a)") }
        }
    }

    private static let shadows = [
        "CREATE TEMP TABLE t (a);",
        "CREATE TABLE temp.t (a); INSERT INTO temp.t VALUES (1); CREATE INDEX temp.i ON t (a);",
        "CREATE TEMPORARY VIEW t AS SELECT 1 AS a;",
        "CREATE TEMP TRIGGER x BEFORE INSERT ON t BEGIN SELECT raise(IGNORE); END;",
        "CREATE TEMP TABLE p (id INTEGER PRIMARY KEY); CREATE TEMP TABLE t (a REFERENCES p); INSERT INTO p VALUES (1); "
            + "INSERT INTO temp.t VALUES (1);",
    ]

    private func check(_ shadow: RevisionEntry, together: Bool) async throws {
        try await TestedDatabase.sqlite.with { bench in
            let entries = [
                try RevisionEntry(sql: SourceText(path: "a1.sql", text: sqlRevision("a1", "CREATE TABLE t (a);"))),
                shadow,
                try RevisionEntry(
                    sql: SourceText(
                        path: "c3.sql",
                        text: sqlRevision(
                            "c3", after: "b2", "ALTER TABLE t ADD COLUMN b; INSERT INTO t (a) VALUES (7);"))),
            ]
            let options = MigratorOptions(transactionPerMigration: !together)
            try await bench.migrator(entries, options: options).upgrade()
            #expect(try await bench.rows("SELECT name FROM pragma_table_info('t', 'main')") == ["a", "b"])
            #expect(try await bench.rows("SELECT a FROM t") == ["7"])
        }
    }

    @Test("go with it, in a transaction of its own and in a shared one", arguments: shadows, [false, true])
    func scripts(_ shadow: String, together: Bool) async throws {
        let text = sqlRevision("b2", after: "a1", shadow)
        try await check(try RevisionEntry(sql: SourceText(path: "b2.sql", text: text)), together: together)
    }

    @Test("go with it when code of the revision made them", arguments: [false, true])
    func code(together: Bool) async throws {
        try await check(RevisionEntry(RunsCode.self, path: "b2.swift", message: ""), together: together)
    }
}
