import AthanorTesting
import Foundation
import TestSupport
import Testing

@testable import Athanor

/// What renames and updates do to foreign keys in SQLite, in revisions that drop and make tables.
@Suite("Foreign keys in revisions that rename, rebuild and update", .timeLimit(.minutes(5)))
struct KeyUpdatesTests {
    enum Way: CaseIterable, Sendable {
        case run, script
    }

    private static let tables = sqlRevision(
        "a1",
        """
        CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c INTEGER UNIQUE);
        INSERT INTO t VALUES (1, 'one', 1), (2, 'two', 2);
        CREATE TABLE k (id INTEGER PRIMARY KEY, r REFERENCES t (a) ON UPDATE CASCADE, s REFERENCES t (c) ON UPDATE NO ACTION);
        """)

    /// Runs the files, and gives what failed.
    private func upgrade(
        _ way: Way, _ files: [String], on bench: TestBench, options: MigratorOptions = MigratorOptions()
    ) async throws -> String? {
        do {
            switch way {
            case .run: try await bench.migrator(files, options: options).upgrade()
            case .script:
                let entries = try files.enumerated().map { index, text in
                    try RevisionEntry(sql: SourceText(path: "versions/\(index).sql", text: text))
                }
                let script = try await bench.offlineMigrator(entries, options: options).script(.upgrade, "current:head")
                let outcome = try bench.client.run(script)
                if outcome.exitCode != 0 { return outcome.errors }
            }
            return nil
        } catch let failure as MigrationFailure {
            return "\(failure.explanation)"
        }
    }

    /// The table that `k` refers to.
    private func parents(_ bench: TestBench) async throws -> [String] {
        try await bench.rows("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list('k')")
    }

    @Test(
        "A table that is renamed and then rebuilt under its new name takes the references along",
        arguments: Way.allCases,
        [false, true])
    func renamedAndRebuilt(_ way: Way, _ refers: Bool) async throws {
        try await TestedDatabase.sqlite.with { bench in
            try await bench.migrator([Self.tables]).upgrade()
            if refers { try await bench.run("INSERT INTO k VALUES (10, 2, 2)") }
            let failure = try await upgrade(
                way,
                [
                    Self.tables,
                    sqlRevision(
                        "b2", after: "a1",
                        """
                        ALTER TABLE t RENAME TO clients;
                        CREATE TABLE n (a INTEGER PRIMARY KEY, b TEXT, c INTEGER UNIQUE, d TEXT);
                        INSERT INTO n (a, b, c) SELECT a, b, c FROM clients;
                        DROP TABLE clients;
                        ALTER TABLE n RENAME TO clients;
                        """),
                ], on: bench)
            #expect(failure == nil)
            #expect(try await parents(bench) == ["clients"])
            #expect(try await bench.rows("SELECT count(*) FROM pragma_foreign_key_check") == ["0"])
        }
    }

    @Test(
        "A table that is only taken out of the way leaves the references to the one that follows",
        arguments: Way.allCases)
    func renamedAway(_ way: Way) async throws {
        try await TestedDatabase.sqlite.with { bench in
            try await bench.migrator([Self.tables]).upgrade()
            try await bench.run("INSERT INTO k VALUES (10, 2, 2)")
            let failure = try await upgrade(
                way,
                [
                    Self.tables,
                    sqlRevision(
                        "b2", after: "a1",
                        """
                        ALTER TABLE t RENAME TO old_t;
                        ALTER TABLE old_t RENAME TO older_t;
                        CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c INTEGER UNIQUE, d TEXT);
                        INSERT INTO t (a, b, c) SELECT a, b, c FROM older_t;
                        DROP TABLE older_t;
                        """),
                ], on: bench)
            #expect(failure == nil)
            #expect(try await parents(bench) == ["t"])
        }
    }

    @Test(
        "An update whose ON UPDATE action would be left out is refused by table and column", arguments: Way.allCases,
        [
            "UPDATE t SET a = a + 10 WHERE a = 2; UPDATE t SET a = 2 WHERE a = 1;",
            "UPDATE t SET rowid = 12 WHERE a = 2; INSERT INTO t VALUES (2, 'new', 7);",
            "UPDATE OR REPLACE main.t AS x SET b = (SELECT max(b, 'x') FROM t), (a, b) = (a + 10, 'y') WHERE a = 2;",
            "WITH x AS (SELECT 2 AS a) UPDATE \"T\" SET \"A\" = t.a + 10 FROM x WHERE t.a = x.a;",
            "INSERT INTO t VALUES (2, 'z', 2) ON CONFLICT (a) DO UPDATE SET a = excluded.a + 10;",
        ])
    func update(_ way: Way, _ text: String) async throws {
        try await TestedDatabase.sqlite.with { bench in
            try await bench.migrator([Self.tables]).upgrade()
            try await bench.run("INSERT INTO k VALUES (10, 2, NULL)")
            // A table that refers to another one, so that enforcement makes a difference to it.
            let scratch = "DROP TABLE IF EXISTS scratch; CREATE TABLE scratch (a REFERENCES t (a));\n"
            let files = [Self.tables, sqlRevision("b2", after: "a1", scratch + text)]
            let failure = try await upgrade(way, files, on: bench)
            switch way {
            case .run:
                #expect(
                    failure?.contains("which refers to it with ON UPDATE CASCADE, would not be updated") == true,
                    "\(failure ?? "none")")
                #expect(failure?.contains("because it drops or rebuilds table \"scratch\"") == true)
            case .script:
                #expect(failure?.contains("an ON UPDATE action would be skipped") == true, "\(failure ?? "none")")
            }
            #expect(try await bench.rows("SELECT b FROM t JOIN k ON r = a") == ["two"])
            // By itself it takes the reference along.
            let apart = [
                Self.tables, sqlRevision("b2", after: "a1", scratch), sqlRevision("c3", after: "b2", text),
            ]
            #expect(try await upgrade(way, apart, on: bench) == nil)
            #expect(try await bench.rows("SELECT r FROM k") == ["12"])
        }
    }

    /// Statements under which a row of `k` follows, and what becomes of it.
    private static let actions = [
        ("UPDATE t SET a = a + 10 WHERE a = 2; UPDATE t SET a = 2 WHERE a = 1;", ["12"]),
        ("UPDATE t SET rowid = 12 WHERE a = 2; INSERT INTO t VALUES (2, 'new', 7);", ["12"]),
        ("INSERT INTO x VALUES (2);", ["12"]),
    ]

    @Test("A scratch table leaves foreign keys enforced", arguments: Way.allCases, actions)
    func scratch(_ way: Way, _ action: (text: String, rows: [String])) async throws {
        try await TestedDatabase.sqlite.with { bench in
            let tables = Self.tables
            let more = sqlRevision(
                "a2", after: "a1",
                """
                CREATE TABLE x (a);
                CREATE TRIGGER g AFTER INSERT ON x BEGIN UPDATE t SET a = a + 10 WHERE a = new.a; END;
                """)
            try await bench.migrator([tables, more]).upgrade()
            try await bench.run("INSERT INTO k VALUES (10, 2, NULL)")
            let files = [
                tables, more,
                sqlRevision(
                    "b2", after: "a2",
                    """
                    DROP TABLE IF EXISTS scratch; CREATE TABLE scratch AS SELECT a FROM t;
                    \(action.text)
                    DROP TABLE scratch;
                    """),
            ]
            switch way {
            case .run:
                #expect(try await upgrade(way, files, on: bench) == nil)
                #expect(try await bench.rows("SELECT r FROM k") == action.rows)
            case .script:
                // Nothing has looked at the database: enforcement is off, and nothing is done that would be wrong.
                _ = try await upgrade(way, files, on: bench)
                #expect(try await bench.rows("SELECT count(*) FROM t JOIN k ON r = a WHERE b <> 'two'") == ["0"])
            }
        }
    }

    @Test("An update that no action follows is nobody's business", arguments: Way.allCases)
    func otherUpdates(_ way: Way) async throws {
        try await TestedDatabase.sqlite.with { bench in
            try await bench.migrator([Self.tables]).upgrade()
            try await bench.run("INSERT INTO k VALUES (10, 2, NULL)")
            let files = [
                Self.tables,
                sqlRevision(
                    "b2", after: "a1",
                    """
                    DROP TABLE IF EXISTS scratch; CREATE TABLE scratch (a);
                    UPDATE t SET b = 'a', c = c + 10 WHERE a = 1; UPDATE k SET r = 1;
                    CREATE TRIGGER later AFTER DELETE ON scratch BEGIN UPDATE t SET a = 5; END;
                    """),
                sqlRevision(
                    "c3", after: "b2",
                    """
                    PRAGMA foreign_keys = OFF;
                    DROP TABLE scratch; CREATE TABLE scratch (a, b); UPDATE t SET a = 7 WHERE a = 2;
                    """),
            ]
            #expect(try await upgrade(way, files, on: bench) == nil)
            #expect(try await bench.rows("SELECT a FROM t ORDER BY a") == ["1", "7"])
        }
    }

    @Test("Revisions that share a transaction rebuild no table together", arguments: Way.allCases)
    func shared(_ way: Way) async throws {
        try await TestedDatabase.sqlite.with { bench in
            try await bench.migrator([Self.tables]).upgrade()
            try await bench.run("INSERT INTO k VALUES (10, 2, NULL)")
            let files = [
                Self.tables,
                sqlRevision("b2", after: "a1", "CREATE TABLE s (x); ALTER TABLE t RENAME TO clients;"),
                sqlRevision(
                    "c3", after: "b2", "UPDATE clients SET a = 12 WHERE a = 2; UPDATE clients SET a = 2 WHERE a = 1;"),
                sqlRevision("d4", after: "c3", "DROP TABLE s;"),
                sqlRevision("e5", after: "d4", "CREATE TABLE s (y); CREATE TABLE t (z);"),
            ]
            let options = MigratorOptions(transactionPerMigration: false)
            #expect(try await upgrade(way, files, on: bench, options: options) == nil)
            #expect(try await bench.rows("SELECT b FROM clients JOIN k ON r = a") == ["two"])
            #expect(try await parents(bench) == ["clients"])
        }
    }
}
