import AthanorTesting
import Synchronization
import TestSupport
import Testing

@testable import Athanor

/// What one revision changes in the session is not there for the next one of the run.
@Suite("What revisions change in the session on SQLite")
struct SessionChangesTests {
    private static func entry(_ id: String, after down: String = "", _ sql: String) throws -> RevisionEntry {
        try RevisionEntry(sql: SourceText(path: "\(id).sql", text: sqlRevision(id, after: down, sql)))
    }

    /// A second database beside the first, in which there are users.
    private static func withLegacy(_ body: (TestBench, String) async throws -> Void) async throws {
        try await TestedDatabase.sqlite.with { bench in
            let file = try #require(
                try await bench.rows("SELECT file FROM pragma_database_list WHERE name = 'main'").first)
            let legacy = file + "-legacy.db"
            try await bench.connected { connection in
                try await connection.query(sql: SQLStatement("ATTACH '\(legacy)' AS legacy"))
                try await connection.query("CREATE TABLE legacy.users (id INTEGER PRIMARY KEY, name)")
                try await connection.query("INSERT INTO legacy.users VALUES (1, 'a'), (2, 'b')")
            }
            try await body(bench, legacy)
            try await bench.connected { connection in
                try await connection.query(sql: SQLStatement("ATTACH '\(legacy)' AS legacy"))
                let left = try await connection.query("SELECT count(*) AS n FROM legacy.users").first?[
                    "n", as: Int64.self]
                #expect(left == 2)
            }
        }
    }

    private static func entries(_ legacy: String) throws -> [RevisionEntry] {
        [
            try entry(
                "a1",
                "ATTACH '\(legacy)' AS \"le\"\"gacy\"; CREATE TABLE accounts AS SELECT * FROM \"le\"\"gacy\".users;"),
            try entry("b2", after: "a1", "DROP TABLE IF EXISTS users; CREATE TABLE users (id INTEGER PRIMARY KEY);"),
            try entry(
                "c3", after: "b2", "ATTACH ':memory:' AS aux; CREATE TABLE aux.zz (a); INSERT INTO users VALUES (9);"),
            try entry("d4", after: "c3", "ATTACH ':memory:' AS aux; DETACH DATABASE aux; CREATE TABLE zz (b);"),
        ]
    }

    @Test("A database that one attaches is not there for the next, which leaves its tables alone")
    func attached() async throws {
        try await Self.withLegacy { bench, legacy in
            try await bench.migrator(try Self.entries(legacy)).upgrade()
            #expect(try await bench.rows("SELECT name FROM accounts") == ["a", "b"])
            #expect(try await bench.rows("SELECT id FROM users") == ["9"])
        }
    }

    @Test("A script detaches it too")
    func script() async throws {
        try await Self.withLegacy { bench, legacy in
            let script = try await bench.offlineMigrator(try Self.entries(legacy)).script(.upgrade, "d4")
            #expect(script.contains("DETACH DATABASE \"le\"\"gacy\";"))
            let outcome = try bench.client.run(script)
            #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
            #expect(try await bench.rows("SELECT id FROM users") == ["9"])
        }
    }

    @Test("A table of an attached database is none for the next revision")
    func unknown() async throws {
        try await TestedDatabase.sqlite.with { bench in
            let entries = [
                try Self.entry("a1", "ATTACH ':memory:' AS aux; CREATE TABLE aux.zz (a);"),
                try Self.entry("b2", after: "a1", "INSERT INTO zz VALUES (1);"),
            ]
            let failure = await #expect(throws: MigrationFailure.self) { try await bench.migrator(entries).upgrade() }
            #expect(failure.map { Explanation(of: $0).message.contains("no such table: zz") } == true)
        }
    }

    private static let settings = [
        "analysis_limit = 7", "automatic_index = OFF", "cache_size = 7", "cache_spill(OFF)", "cell_size_check = ON",
        "ignore_check_constraints(1)", "legacy_alter_table = ON", "max_page_count = 4000", "main.cache_size = 9",
        "read_uncommitted = ON", "recursive_triggers = ON", "reverse_unordered_selects = ON", "secure_delete = OFF",
        "secure_delete = ON", "threads = 2", "trusted_schema = OFF", "writable_schema = ON", "case_sensitive_like = ON",
        "query_only = ON", "checkpoint_fullfsync = ON", "fullfsync = ON", "journal_size_limit = 5",
        "locking_mode = EXCLUSIVE", "synchronous = OFF", "temp_store = MEMORY", "wal_autocheckpoint = 5",
        "mmap_size = 65536", "defer_foreign_keys = ON",
    ]

    /// What shows a setting's value.
    private static func question(_ setting: String) -> String {
        let name = String(setting.prefix { $0 != " " && $0 != "(" })
        return name == "case_sensitive_like" ? "SELECT 'a' LIKE 'A'" : "PRAGMA \(name)"
    }

    struct SetsInCode: Revision {
        @TaskLocal static var setting = ""
        static let revision: RevisionID = "a1"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            let setting = Self.setting
            op.run("set") { connection in try await connection.query(sql: SQLStatement("PRAGMA \(setting)")) }
        }
    }

    struct Asks: Revision {
        @TaskLocal static var answer: @Sendable (any Connection) async throws -> Void = { _ in }
        static let revision: RevisionID = "b2"
        static let downRevisions: [RevisionID] = ["a1"]

        func upgrade(_ op: Operations) -> OperationList {
            let answer = Self.answer
            op.run("ask") { connection in try await answer(connection) }
        }
    }

    @Test(
        "A setting has its value back for the next, by whatever means it was changed", arguments: settings,
        [false, true])
    func restored(_ setting: String, inCode: Bool) async throws {
        // SQLite refuses to change these in a transaction, which is where code runs.
        if inCode, ["synchronous", "temp_store"].contains(setting.prefix { $0 != " " }) { return }
        try await TestedDatabase.sqlite.with { bench in
            let question = Self.question(setting)
            let fresh = try await bench.rows(question)
            let seen = Mutex<[Value]>([])
            try await SetsInCode.$setting.withValue(setting) {
                try await Asks.$answer.withValue({ connection in
                    let values = try await connection.query(sql: SQLStatement(question)).compactMap(\.values.first)
                    seen.withLock { $0 = values }
                }) {
                    let first =
                        inCode
                        ? RevisionEntry(SetsInCode.self, path: "a1.swift", message: "")
                        : try Self.entry("a1", "PRAGMA \(setting);")
                    try await bench.migrator([first, RevisionEntry(Asks.self, path: "b2.swift", message: "")]).upgrade()
                }
            }
            let texts = seen.withLock { $0 }.map { value in
                switch value {
                case .integer(let number): "\(number)"
                case .text(let text): text
                default: "\(value)"
                }
            }
            #expect(texts == fresh)
        }
    }

    @Test(
        "A journal mode of the session is given back, one that the file keeps stays",
        arguments: [
            ("'truncate'", "delete"), ("(persist)", "delete"), ("t", "delete"), ("WAL", "wal"), ("DELETE", "delete"),
            ("TRUNCATE; PRAGMA main.journal_mode = wal", "wal"), ("WAL; PRAGMA journal_mode(\"Persist\")", "delete"),
            ("DELETE; PRAGMA temp.journal_mode = MEMORY", "delete"),
        ])
    func journalMode(_ mode: String, after: String) async throws {
        for isScript in [false, true] {
            try await TestedDatabase.sqlite.with { bench in
                let seen = Mutex<[String]>([])
                try await Asks.$answer.withValue({ connection in
                    let mode =
                        try await connection.query("PRAGMA journal_mode").first?["journal_mode", as: String.self] ?? ""
                    seen.withLock { $0.append(mode) }
                }) {
                    let setting = "PRAGMA journal_mode \(mode.hasPrefix("(") ? "" : "= ")\(mode); CREATE TABLE t (a);"
                    let asking = RevisionEntry(Asks.self, path: "b2.swift", message: "")
                    if isScript {
                        let script = try await bench.offlineMigrator([try Self.entry("a1", setting)]).script(
                            .upgrade, "a1")
                        let outcome = try bench.client.run(script + "\nPRAGMA journal_mode;\n")
                        #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
                        #expect(outcome.output.hasSuffix("\(after)\n"), "\(outcome.output)")
                    } else {
                        try await bench.migrator([try Self.entry("a1", setting), asking]).upgrade()
                        #expect(seen.withLock { $0 } == [after])
                    }
                }
                #expect(try await bench.rows("PRAGMA journal_mode") == [after])
            }
        }
    }

    @Test(
        "A revision cannot take the journal away from the disk, without which it could not be rolled back",
        arguments: [
            ("journal_mode = OFF", "OFF"), ("main.journal_mode(off)", "OFF"), ("\"Journal_Mode\" = 'of'", "OFF"),
            ("temp.journal_mode = o", "OFF"), ("journal_mode = MEMORY", "MEMORY"),
            ("main.journal_mode('Mem')", "MEMORY"),
            ("[journal_mode]=m", "MEMORY"),
        ])
    func withoutJournal(_ pragma: String, mode: String) async throws {
        let sql = "CREATE TABLE t (a);\n  PRAGMA \(pragma);"
        try await TestedDatabase.sqlite.with { bench in
            let failure = await #expect(throws: (any Error).self) {
                try await bench.migrator([try Self.entry("a1", sql)]).upgrade()
            }
            let explanation = try #require(failure.map { Explanation(of: $0) })
            #expect(explanation.message.contains("journal_mode = \(mode)"), "\(explanation)")
            #expect(explanation.place?.line == 8 && explanation.place?.column == 3, "\(explanation)")
            await SetsInCode.$setting.withValue(pragma) {
                let entry = RevisionEntry(SetsInCode.self, path: "a1.swift", message: "")
                let failure = await #expect(throws: MigrationFailure.self) {
                    try await bench.migrator([entry]).upgrade()
                }
                #expect(failure.map { Explanation(of: $0).message.contains("journal_mode = \(mode)") } == true)
            }
            #expect(try await bench.rows("PRAGMA journal_mode") == ["delete"])
        }
    }

    @Test("References that are checked at the end are checked, in a run and in a script")
    func deferred() async throws {
        try await TestedDatabase.sqlite.with { bench in
            try await bench.run(
                "CREATE TABLE p (id INTEGER PRIMARY KEY)",
                "CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p)")
            let entries = [try Self.entry("a1", "PRAGMA defer_foreign_keys = ON; INSERT INTO c VALUES (9, 99);")]
            let failure = await #expect(throws: MigrationFailure.self) { try await bench.migrator(entries).upgrade() }
            #expect(failure.map { Explanation(of: $0).message.contains("FOREIGN KEY constraint failed") } == true)
            #expect(try await bench.rows("SELECT id FROM c") == [])
            let outcome = try bench.client.run(try await bench.offlineMigrator(entries).script(.upgrade, "a1"))
            #expect(outcome.exitCode != 0)
            #expect(try await bench.rows("SELECT id FROM c") == [])
            let sound = [
                try Self.entry(
                    "a1", "PRAGMA defer_foreign_keys = ON; INSERT INTO c VALUES (9, 99); INSERT INTO p VALUES (99);")
            ]
            try await bench.migrator(sound).upgrade()
            #expect(try await bench.rows("SELECT id FROM c") == ["9"])
        }
    }

    @Test("What a revision has set and attached holds when it goes on in another session")
    func goingOn() async throws {
        try await Self.withLegacy { bench, legacy in
            try await bench.run("CREATE TABLE t (a CHECK (a > 0), name)")
            let entries = [
                try Self.entry(
                    "a1",
                    """
                    PRAGMA ignore_check_constraints(1);
                    ATTACH '\(legacy)' AS legacy;
                    VACUUM;
                    INSERT INTO t SELECT -id, name FROM legacy.users;
                    INSERT INTO later VALUES (1);
                    """)
            ]
            await #expect(throws: MigrationFailure.self) { try await bench.migrator(entries).upgrade() }
            try await bench.run("CREATE TABLE later (a)")
            try await bench.migrator(entries).upgrade()
            #expect(try await bench.rows("SELECT a, name FROM t ORDER BY a") == ["-2|b", "-1|a"])
        }
    }
}
