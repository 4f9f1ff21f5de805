import AthanorTesting
import TestSupport
import Testing

@testable import Athanor

/// A revision of several parts is one revision to SQLite's foreign keys: what it says in one part holds in the others.
@Suite("Foreign keys through the parts of a revision on SQLite")
struct ForeignKeysThroughPartsTests {
    private static let family = [
        "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT)",
        "CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent ON DELETE CASCADE)",
        "INSERT INTO parent VALUES (1, 'a'), (2, 'b')",
        "INSERT INTO child VALUES (10, 1), (20, 2)",
    ]

    private static func withFamily(_ body: (TestBench) async throws -> Void) async throws {
        try await TestedDatabase.sqlite.with { bench in
            for statement in family { try await bench.run(statement) }
            try await body(bench)
        }
    }

    private static func entry(
        _ id: String, after down: String = "", _ sql: String, down downgrade: String = ""
    ) throws -> RevisionEntry {
        try RevisionEntry(sql: SourceText(path: "\(id).sql", text: sqlRevision(id, after: down, sql, down: downgrade)))
    }

    /// A revision after which only enforcement deletes a child.
    private static func enforced(after down: String) throws -> RevisionEntry {
        try entry("ee", after: down, "DELETE FROM parent WHERE id = 1;")
    }

    private static let again =
        "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL); INSERT INTO parent VALUES (1, 'a'), (2, 'b');"

    static let keeping = [
        "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; DROP TABLE parent; \(again)",
        "PRAGMA foreign_keys = OFF; VACUUM; DELETE FROM parent; INSERT INTO parent VALUES (1, 'a'), (2, 'b');",
        "PRAGMA main.foreign_keys(no); VACUUM; PRAGMA synchronous = 1; UPDATE parent SET id = id + 5; "
            + "UPDATE parent SET id = id - 5;",
        "PRAGMA foreign_keys = -1; VACUUM; REPLACE INTO parent VALUES (1, 'c'), (2, 'd');",
        "PRAGMA foreign_keys = 00; ATTACH ':memory:' AS o; DELETE FROM parent; "
            + "INSERT INTO parent VALUES (1, 'a'), (2, 'b');",
        "CREATE TABLE bak AS SELECT * FROM parent; DROP TABLE parent; "
            + "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL); INSERT INTO parent SELECT * FROM bak; "
            + "DROP TABLE bak;",
        "CREATE TEMP TABLE bak AS SELECT * FROM parent; DROP TABLE IF EXISTS main.\"PARENT\"; "
            + "CREATE TABLE IF NOT EXISTS [Parent] (id INTEGER PRIMARY KEY, name TEXT); "
            + "INSERT INTO parent SELECT * FROM bak;",
        "ALTER TABLE parent RENAME TO old; CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL); "
            + "INSERT INTO parent SELECT * FROM old; VACUUM; DROP TABLE old;",
        "ALTER TABLE parent RENAME TO old; CREATE TABLE parent (id INTEGER PRIMARY KEY); "
            + "INSERT INTO parent SELECT id FROM old; PRAGMA synchronous = 1; ALTER TABLE old RENAME TO older; VACUUM; "
            + "DROP TABLE main.older;",
    ]

    @Test(
        "A revision that says they are off, or rebuilds a table, keeps the children; the next one enforces",
        arguments: keeping)
    func live(_ sql: String) async throws {
        try await Self.withFamily { bench in
            try await bench.migrator([try Self.entry("a1", sql)]).upgrade()
            #expect(try await bench.rows("SELECT id, parent_id FROM child ORDER BY id") == ["10|1", "20|2"])
            #expect(try await bench.rows("SELECT \"table\" FROM pragma_foreign_key_list('child')") == ["parent"])
            let both = [try Self.entry("a1", sql), try Self.enforced(after: "a1")]
            try await bench.migrator(both).upgrade()
            #expect(try await bench.rows("SELECT id FROM child") == ["20"])
        }
    }

    @Test("So in one run with the next revision, in a downgrade, and in a script", arguments: keeping)
    func otherWays(_ sql: String) async throws {
        try await Self.withFamily { bench in
            try await bench.migrator([try Self.entry("a1", sql), try Self.enforced(after: "a1")]).upgrade()
            #expect(try await bench.rows("SELECT id FROM child") == ["20"])
        }
        try await Self.withFamily { bench in
            let migrator = try bench.migrator([try Self.entry("a1", "SELECT 1;", down: sql)])
            try await migrator.upgrade()
            try await migrator.downgrade(to: "base")
            #expect(try await bench.rows("SELECT id FROM child ORDER BY id") == ["10", "20"])
        }
        try await Self.withFamily { bench in
            let entries = [try Self.entry("a1", sql), try Self.enforced(after: "a1")]
            let outcome = try bench.client.run(try await bench.offlineMigrator(entries).script(.upgrade, "ee"))
            #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
            #expect(try await bench.rows("SELECT id, parent_id FROM child") == ["20|2"])
        }
    }

    @Test(
        "A part that would commit children without parents is refused with the statement that makes it commit",
        arguments: [
            "CREATE TABLE n AS SELECT * FROM parent; DROP TABLE parent; VACUUM; ALTER TABLE n RENAME TO parent;",
            "DROP TABLE parent; VACUUM; \(again)",
            "PRAGMA foreign_keys = OFF; DELETE FROM parent; VACUUM; INSERT INTO parent VALUES (1, 'a'), (2, 'b');",
        ])
    func torn(_ sql: String) async throws {
        try await Self.withFamily { bench in
            let migrator = try bench.migrator([try Self.entry("a1", sql)])
            let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            let explanation = try #require(failure.map { Explanation(of: $0) })
            #expect(explanation.message.contains("row 10 of table \"child\" refers to no row of \"parent\""))
            #expect(explanation.advice?.contains("commits here, before VACUUM") == true, "\(explanation)")
            #expect(try await bench.rows("SELECT id FROM child ORDER BY id") == ["10", "20"])
            #expect(try await bench.rows("SELECT id FROM parent ORDER BY id") == ["1", "2"])
        }
    }

    @Test("A revision that goes on in another session knows what its committed parts have said, and ends it")
    func resumed() async throws {
        try await Self.withFamily { bench in
            let entries = [
                try Self.entry(
                    "a1",
                    """
                    PRAGMA foreign_keys = OFF;
                    VACUUM;
                    DELETE FROM parent;
                    INSERT INTO parent VALUES (1, 'a'), (2, 'b');
                    INSERT INTO later VALUES (1);
                    """), try Self.enforced(after: "a1"),
            ]
            await #expect(throws: MigrationFailure.self) { try await bench.migrator(entries).upgrade() }
            try await bench.run("CREATE TABLE later (a)")
            try await bench.migrator(entries).upgrade(to: "a1")
            #expect(try await bench.rows("SELECT id FROM child ORDER BY id") == ["10", "20"])
            try await bench.migrator(entries).upgrade()
            #expect(try await bench.rows("SELECT id FROM child") == ["20"])
        }
    }

    @Test("A resumed revision leaves enforcement to the next one of the run")
    func resumedWithNext() async throws {
        try await Self.withFamily { bench in
            let entries = [
                try Self.entry(
                    "a1", "PRAGMA foreign_keys = OFF; VACUUM; PRAGMA foreign_keys = ON; SELECT * FROM later;"),
                try Self.enforced(after: "a1"),
            ]
            await #expect(throws: MigrationFailure.self) { try await bench.migrator(entries).upgrade() }
            try await bench.run("CREATE TABLE later (a)")
            try await bench.migrator(entries).upgrade()
            #expect(try await bench.rows("SELECT id FROM child") == ["20"])
        }
    }

    @Test("A PRAGMA that turns them on again ends it, and another database's tables are no rebuild")
    func onAgain() async throws {
        for sql in [
            "PRAGMA foreign_keys = OFF; VACUUM; PRAGMA foreign_keys = +1; DELETE FROM parent WHERE id = 1;",
            "CREATE TEMP TABLE x (a); DROP TABLE temp.x; CREATE TABLE x (a); DELETE FROM parent WHERE id = 1;",
            "DROP TABLE IF EXISTS y; CREATE TEMP TABLE y (a); DELETE FROM parent WHERE id = 1;",
        ] {
            try await Self.withFamily { bench in
                try await bench.migrator([try Self.entry("a1", sql)]).upgrade()
                #expect(try await bench.rows("SELECT id FROM child") == ["20"])
            }
        }
    }

    static let deleting = [
        "DELETE FROM parent WHERE id = 1; CREATE TABLE new (id INTEGER PRIMARY KEY, name TEXT); "
            + "INSERT INTO new SELECT * FROM parent; DROP TABLE parent; ALTER TABLE new RENAME TO parent;",
        "CREATE TABLE new (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO new SELECT * FROM parent; "
            + "DROP TABLE parent; ALTER TABLE new RENAME TO parent; PRAGMA foreign_keys = ON; "
            + "DELETE FROM parent WHERE id = 1;",
        "PRAGMA foreign_keys = OFF; DELETE FROM parent WHERE id = 1;",
    ]

    @Test("A refusal says why ON DELETE did nothing", arguments: deleting)
    func refusal(_ sql: String) async throws {
        try await Self.withFamily { bench in
            let entries = [try Self.entry("a1", sql)]
            let failure = await #expect(throws: MigrationFailure.self) { try await bench.migrator(entries).upgrade() }
            let explanation = try #require(failure.map { Explanation(of: $0) })
            #expect(explanation.message.contains("row 10 of table \"child\" refers to no row of \"parent\""))
            #expect("\(explanation)".contains("its ON DELETE and ON UPDATE actions do nothing"))
            #expect(try await bench.rows("SELECT id FROM child ORDER BY id") == ["10", "20"])
        }
    }

    struct InBatches: Revision {
        static let revision: RevisionID = "b1"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.execute("PRAGMA foreign_keys = OFF")
            op.execute("VACUUM")
            op.backfill("parent", set: ["name": .expression("name || '!'")], batchSize: 1)
        }
    }

    @Test("An update in batches runs without enforcement too")
    func batches() async throws {
        try await TestedDatabase.sqlite.with { bench in
            try await bench.run(
                "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT UNIQUE)",
                "CREATE TABLE child (name TEXT REFERENCES parent (name) ON UPDATE SET NULL)",
                "INSERT INTO parent VALUES (1, 'a')", "INSERT INTO child VALUES ('a')")
            let entries = [RevisionEntry(InBatches.self, path: "b1.swift", message: "")]
            // Enforced, the child would lose its name without a word; as it is, it would lose its parent, which is refused.
            let failure = await #expect(throws: MigrationFailure.self) { try await bench.migrator(entries).upgrade() }
            #expect(failure.map { Explanation(of: $0).message.contains("refers to no row of \"parent\"") } == true)
            #expect(try await bench.rows("SELECT name FROM child") == ["a"])
        }
    }
}
