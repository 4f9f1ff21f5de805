import Athanor
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Backfill") struct BackfillTests {
    typealias MakeOperations = @Sendable (Operations) -> [any MigrationOperation]

    static let counting: MakeOperations = { op in
        [op.backfill("t", set: ["times": .expression("times + 1"), "note": "it's done"], batchSize: 10)]
    }

    /// A table `t` of a hundred rows.
    static func fill(_ bench: TestBench) async throws {
        try await bench.run("CREATE TABLE t (id integer PRIMARY KEY, times integer NOT NULL DEFAULT 0, note text)")
        try await bench.connected { connection in
            try await connection.insert(
                RowsToInsert(table: "t", columns: ["id"], rows: (1...100).map { [.integer($0 * 7)] }))
        }
    }

    static func times(_ bench: TestBench) async throws -> [String] {
        try await bench.rows("SELECT times, count(*) FROM t GROUP BY times ORDER BY times")
    }

    @Test("Each row is updated once, with progress after each batch", arguments: TestedDatabase.allCases)
    func once(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await Self.fill(bench)
            let seen = Mutex<[BackfillProgress]>([])
            let options = MigratorOptions(onEvent: { event in
                if case .progress(_, let progress) = event { seen.withLock { $0.append(progress) } }
            })
            try await bench.upgrade(options: options) { op in
                op.backfill(
                    "t", set: ["times": .expression("times + 1"), "note": "it's done"], where: "id > 70 OR id < 0",
                    batchSize: 40)
            }
            #expect(try await Self.times(bench) == ["0|10", "1|90"])
            #expect(try await bench.rows("SELECT count(*) FROM t WHERE note = 'it''s done'") == ["90"])
            #expect(seen.withLock { $0.map(\.rows) } == [40, 80, 90])
            #expect(seen.withLock { $0.allSatisfy { $0.expected == 90 } })
            #expect(try await bench.log() == ["statement|data|done", "upgrade|data|done"])
            #expect(try await bench.rows("SELECT * FROM \(bench.database.dialect.name(of: .progress))") == [])
        }
    }

    @Test(
        "A row that breaks a constraint is an error on SQLite, whatever the table says, and no row is lost",
        arguments: ["REPLACE", "IGNORE", "FAIL", "ROLLBACK", "ABORT"])
    func conflicts(_ clause: String) async throws {
        try await TestedDatabase.sqlite.with { bench in
            try await bench.run(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT UNIQUE ON CONFLICT \(clause))",
                "INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, 'z')")
            let failure = try await #require(throws: MigrationFailure.self) {
                try await bench.upgrade { op in op.backfill("t", set: ["v": "same"]) }
            }
            #expect(failure.description.contains("UNIQUE constraint failed"))
            #expect(try await bench.rows("SELECT id, v FROM t ORDER BY id") == ["1|x", "2|y", "3|z"])
        }
    }

    static let postgreSQLTables = [
        "a text, b integer, PRIMARY KEY (a, b)|'x' || chr(10) || (i % 3)::text || chr(13), i",
        "a text COLLATE \"C\", b text, PRIMARY KEY (b, a)|U&'\\0301' || i, '\\' || (i % 4)::text",
        "a uuid PRIMARY KEY|md5(i::text)::uuid", "a bytea PRIMARY KEY|decode(md5(i::text), 'hex')",
        "a timestamptz PRIMARY KEY|'2026-01-01'::timestamptz + i * interval '1.000001 hours'",
        "a numeric PRIMARY KEY|i / 7.0", "a real PRIMARY KEY|i / 10.0", "a double precision PRIMARY KEY|i / 10.0",
        "a boolean, b date, PRIMARY KEY (a, b)|i % 2 = 0, '2026-01-01'::date - i",
        "\"Odd \"\"key\"\"\" bigint PRIMARY KEY|-i", "a integer[] PRIMARY KEY|ARRAY[i % 2, i]",
    ]

    @Test("Keys of every kind on PostgreSQL", arguments: postgreSQLTables)
    func postgreSQLKeys(_ key: String) async throws {
        let parts = key.split(separator: "|", maxSplits: 1)
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run(
                "CREATE TABLE t (\(parts[0]), times integer NOT NULL DEFAULT 0)",
                "INSERT INTO t SELECT \(parts[1]) FROM generate_series(1, 20) AS i")
            try await bench.upgrade { op in
                op.backfill("t", set: ["times": .expression("times + 1")], batchSize: 3)
            }
            #expect(try await Self.times(bench) == ["1|20"])
        }
    }

    static let sqliteTables = [
        "a)|i % 3", "a TEXT PRIMARY KEY)|'k' || i", "a, b, PRIMARY KEY (a, b)) WITHOUT ROWID|i % 2, char(769) || i",
        "rowid TEXT)|'same'", "a TEXT COLLATE NOCASE PRIMARY KEY) WITHOUT ROWID|char(60 + i)",
        "a PRIMARY KEY DESC) WITHOUT ROWID|CASE i % 3 WHEN 0 THEN i WHEN 1 THEN i / 8.0 ELSE CAST('b' || i AS BLOB) END",
    ]

    @Test("Keys of every kind on SQLite", arguments: sqliteTables)
    func sqliteKeys(_ key: String) async throws {
        let parts = key.split(separator: "|", maxSplits: 1)
        try await TestedDatabase.sqlite.with { bench in
            try await bench.run(
                "CREATE TABLE t (times INTEGER NOT NULL DEFAULT 0, \(parts[0])",
                """
                WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20)
                INSERT INTO t SELECT 0, \(parts[1]) FROM n
                """)
            try await bench.upgrade { op in
                op.backfill("t", set: ["times": .expression("times + 1")], batchSize: 3)
            }
            #expect(try await Self.times(bench) == ["1|20"])
        }
    }

    @Test("A table without a key is refused with advice")
    func noKey() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run("CREATE TABLE t (a integer)")
            let failure = await #expect(throws: MigrationFailure.self) {
                try await bench.upgrade { op in op.backfill("t", set: ["a": 1]) }
            }
            #expect(failure?.explanation.message.contains("table t has no primary key") == true)
            #expect(failure?.explanation.advice == "Add a primary key, or write the update with op.execute.")
        }
    }

    @Test("A missing table is reported as missing, not as one without a key", arguments: TestedDatabase.allCases)
    func missingTable(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let failure = await #expect(throws: MigrationFailure.self) {
                try await bench.upgrade { op in op.backfill("missing", set: ["a": 1]) }
            }
            let message = tested == .postgreSQL ? "relation \"missing\" does not exist" : "no such table: missing"
            #expect(failure?.explanation.message.hasSuffix(message) == true)
        }
    }

    @Test("After a failure half way it goes on, and no row is updated twice", arguments: TestedDatabase.allCases)
    func failing(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await Self.fill(bench)
            try await bench.run("UPDATE t SET times = 1000 WHERE id = 350")
            try await bench.run(
                tested == .postgreSQL
                    ? "ALTER TABLE t ADD CONSTRAINT few CHECK (times <> 1001)"
                    : """
                    CREATE TRIGGER few BEFORE UPDATE ON t WHEN new.times = 1001
                    BEGIN SELECT raise(ABORT, 'too many'); END
                    """)
            let failure = await #expect(throws: MigrationFailure.self) {
                try await bench.upgrade { op in Self.counting(op) }
            }
            #expect(failure?.committed == ["backfill t: set times, note, the first 40 rows"])
            #expect(
                try await bench.migrator([DataRevision.entry]).state().partiallyApplied.map(\.backfilledRows) == [40])
            try await bench.run("UPDATE t SET times = 0 WHERE id = 350")
            try await bench.upgrade { op in Self.counting(op) }
            #expect(try await Self.times(bench) == ["1|100"])
        }
    }

    @Test("A backfill that is under way may not become another", arguments: TestedDatabase.allCases)
    func edited(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await Self.fill(bench)
            try await Self.stop(bench)
            let error = await #expect(throws: PartiallyAppliedRevision.self) {
                try await bench.upgrade { op in op.backfill("t", set: ["times": .expression("times + 2")]) }
            }
            #expect(error?.explanation.message.contains("its segment 1, which is unfinished, was edited since") == true)
            // How large its batches are and how long it pauses is free.
            try await bench.upgrade { op in
                op.backfill("t", set: ["times": .expression("times + 1"), "note": "it's done"], batchSize: 7)
            }
            #expect(try await Self.times(bench) == ["1|100"])
        }
    }

    @Test("Cancelling ends the pause at once, and the next run goes on", arguments: TestedDatabase.allCases)
    func cancelling(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await Self.fill(bench)
            try await Self.stop(bench)
            #expect(try await Self.times(bench) == ["0|90", "1|10"])
            try await bench.upgrade { op in Self.counting(op) }
            #expect(try await Self.times(bench) == ["1|100"])
        }
    }

    /// Runs one batch of ten, and cancels the run in the pause after it, which would last an hour.
    static func stop(_ bench: TestBench) async throws {
        let (batches, batch) = AsyncStream.makeStream(of: Void.self)
        let options = MigratorOptions(onEvent: { if case .progress = $0 { batch.yield() } })
        let run = Task {
            try await bench.upgrade(options: options) { op in
                op.backfill(
                    "t", set: ["times": .expression("times + 1"), "note": "it's done"], batchSize: 10,
                    pause: .seconds(3600))
            }
        }
        for await _ in batches { break }
        run.cancel()
        let failure = await #expect(throws: MigrationFailure.self) { try await run.value }
        #expect(failure?.isInterruption == true)
    }

    @Test(
        "A process that is killed between two batches leaves a place to go on from", arguments: TestedDatabase.allCases)
    func killed(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await Self.fill(bench)
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [name = tested.rawValue as String, url = bench.url.textWithPassword as String] in
                let tested = try #require(TestedDatabase(rawValue: name))
                let bench = TestBench(try tested.database.at(url))
                let options = MigratorOptions(onEvent: { event in
                    if case .progress(_, let progress) = event, progress.rows == 30 { kill(getpid(), SIGKILL) }
                })
                try await bench.upgrade(options: options) { op in Self.counting(op) }
            }
            #expect(try await Self.times(bench) == ["0|70", "1|30"])
            try await bench.upgrade { op in Self.counting(op) }
            #expect(try await Self.times(bench) == ["1|100"])
        }
    }

    @Test("What is given as reverse undoes it; without, there is no way back", arguments: TestedDatabase.allCases)
    func reverse(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await Self.fill(bench)
            let operations: MakeOperations = { op in
                [op.backfill("t", set: ["times": 3], reverse: "UPDATE t SET times = 0")]
            }
            try await bench.upgrade { op in operations(op) }
            #expect(try await Self.times(bench) == ["3|100"])
            try await bench.downgrade { op in operations(op) }
            #expect(try await Self.times(bench) == ["0|100"])
            try await bench.upgrade { op in Self.counting(op) }
            await #expect(throws: PlanError.self) { try await bench.downgrade { op in Self.counting(op) } }
        }
    }

    @Test("A script updates all rows at once, with the same result", arguments: TestedDatabase.allCases)
    func offline(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await Self.fill(bench)
            let script = try await DataRevision.$operations.withValue(Self.counting) {
                try await OfflineMigrator(
                    for: bench.database, revisions: RevisionSet([DataRevision.entry])
                ).script(.upgrade, "head")
            }
            #expect(script.contains("at once: a script does not divide it into batches"))
            let outcome = try ScriptClient(bench: bench).run(script)
            #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome)")
            #expect(try await Self.times(bench) == ["1|100"])
            #expect(try await bench.migrator([DataRevision.entry]).state().rows == ["data"])
            #expect(try await bench.log() == ["statement|data|done", "upgrade|data|done"])
        }
    }
}
