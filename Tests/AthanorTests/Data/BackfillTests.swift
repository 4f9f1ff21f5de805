import Athanor
import Synchronization
import Testing

@Suite struct BackfillTests {
    private struct Stop: Error {}

    static let tables: [(String, String)] = [
        ("a whole number", "id integer PRIMARY KEY"), ("a text", "id varchar(20) NOT NULL PRIMARY KEY"),
        ("two columns", "id integer NOT NULL, part integer NOT NULL DEFAULT 1, PRIMARY KEY (part, id)"),
    ]

    @Test("Every row is updated once, in batches", arguments: TestedDatabase.allCases, tables)
    func once(on tested: TestedDatabase, table: (String, String)) async throws {
        try await tested.with { bench in
            let seen = Mutex<[BackfillProgress]>([])
            let options = MigratorOptions { event in
                if case .progress(_, let progress) = event { seen.withLock { $0.append(progress) } }
            }
            try await bench.run(
                "CREATE TABLE t (\(table.1.replacing(", PRIMARY", with: ", n integer NOT NULL DEFAULT 0, PRIMARY"))\(table.1.contains(", PRIMARY") ? "" : ", n integer NOT NULL DEFAULT 0"))"
            )
            try await bench.connected { connection in
                try await connection.insert(
                    RowsToInsert(
                        table: "t", columns: ["id"],
                        rows: (0..<250).map { [table.1.contains("varchar") ? .text("k\($0)") : .integer($0)] }))
            }
            try await bench.upgrade(options: options) { op in
                op.backfill("t", set: ["n": .expression("n + 1")], where: "n < 5", batchSize: 40)
            }
            #expect(try await bench.rows("SELECT n, count(*) FROM t GROUP BY n") == ["1|250"])
            let progress = seen.withLock { $0 }
            #expect(progress.map(\.rows) == [40, 80, 120, 160, 200, 240, 250])
            #expect(progress.allSatisfy { $0.expected == 250 })
            #expect(try await bench.log() == ["statement|data|done", "upgrade|data|done"])
        }
    }

    @Test("A backfill that was stopped goes on where it was", arguments: TestedDatabase.allCases)
    func goesOn(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.run("CREATE TABLE t (id integer PRIMARY KEY, n integer NOT NULL DEFAULT 0)")
            try await bench.connected { connection in
                try await connection.insert(
                    RowsToInsert(table: "t", columns: ["id"], rows: (0..<100).map { [.integer($0)] }))
            }
            let directives: @Sendable (Operations) -> [any Athanor.Operation] = { op in
                [op.backfill("t", set: ["n": .expression("n + 1")], batchSize: 10, pause: .milliseconds(1))]
            }
            // Stopped from within: the run is cancelled when the third batch is done.
            let run = Mutex<Task<Void, any Error>?>(nil)
            let options = MigratorOptions { event in
                if case .progress(_, let progress) = event, progress.rows == 30 { run.withLock { $0?.cancel() } }
            }
            let (gate, open) = AsyncStream<Void>.makeStream()
            let task = Task {
                for await _ in gate { break }
                try await bench.upgrade(options: options) { op in directives(op) }
            }
            run.withLock { $0 = task }
            open.yield()
            await #expect(throws: (any Error).self) { try await task.value }
            let done = try await bench.rows("SELECT count(*) FROM t WHERE n = 1")
            #expect(done == ["30"])

            try await bench.upgrade { op in directives(op) }
            #expect(try await bench.rows("SELECT n, count(*) FROM t GROUP BY n") == ["1|100"])
        }
    }

    @Test("Values are bound, and what has no key is refused with advice")
    func withoutKey() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run("CREATE TABLE t (a text)", "INSERT INTO t VALUES ('x')")
            let failure = await #expect(throws: MigrationFailure.self) {
                try await bench.upgrade { op in op.backfill("t", set: ["a": "it's"]) }
            }
            #expect(failure?.explanation.message.contains("has no primary key") == true)
            try await bench.run("ALTER TABLE t ADD PRIMARY KEY (a)")
            try await bench.upgrade { op in op.backfill("t", set: ["a": "it's"]) }
            #expect(try await bench.rows("SELECT a FROM t") == ["it's"])
        }
    }

    @Test("Tables of SQLite without a key, and those WITHOUT ROWID, have one that serves")
    func sqliteKeys() async throws {
        try await TestedDatabase.sqlite.with { bench in
            try await bench.run(
                "CREATE TABLE plain (rowid TEXT, n INTEGER)",
                "INSERT INTO plain VALUES ('a', 0), ('a', 0), (NULL, 0)",
                "CREATE TABLE keyed (a TEXT, b BLOB, n INTEGER, PRIMARY KEY (b, a)) WITHOUT ROWID",
                "INSERT INTO keyed VALUES ('x', x'01', 0), ('y', x'01', 0), ('x', 'text', 0), ('new\nline\\', 5, 0)")
            try await bench.upgrade { op in
                op.backfill("plain", set: ["n": .expression("n + 1")], batchSize: 1)
                op.backfill("keyed", set: ["n": .expression("n + 1")], batchSize: 1)
            }
            #expect(try await bench.rows("SELECT n, count(*) FROM plain GROUP BY n") == ["1|3"])
            #expect(try await bench.rows("SELECT n, count(*) FROM keyed GROUP BY n") == ["1|4"])
        }
    }

    @Test("A script holds it in one statement", arguments: TestedDatabase.allCases)
    func offline(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let directives: @Sendable (Operations) -> [any Athanor.Operation] = { op in
                [
                    op.execute(
                        "CREATE TABLE t (id integer PRIMARY KEY, n text); INSERT INTO t VALUES (1, 'a'), (2, 'b')"),
                    op.backfill("t", set: ["n": "it's"], where: "id > 1"),
                ]
            }
            let script = try await DataRevision.$directives.withValue(directives) {
                try await OfflineMigrator(
                    database: bench.database, url: nil, revisions: RevisionSet([DataRevision.entry])
                ).script(.upgrade, "head")
            }
            #expect(script.contains("-- backfill t: set n, at once: a script does not divide it into batches"))
            let outcome = try ScriptClient(bench: bench).run(script)
            #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome)")
            #expect(try await bench.rows("SELECT id, n FROM t ORDER BY id") == ["1|a", "2|it's"])
        }
    }
}
