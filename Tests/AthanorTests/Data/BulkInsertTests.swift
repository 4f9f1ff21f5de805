import Athanor
import TestSupport
import Testing

@Suite struct BulkInsertTests {
    static let texts = [
        "plain", "", "it's \"quoted\"", "back\\slash \\N \\.", "tab\tline\nreturn\r", "\\.\n", "日本語 🜍", "{\"a\": 1}",
    ]

    @Test("Texts arrive as they are", arguments: TestedDatabase.allCases)
    func texts(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.upgrade { op in
                op.createTable("Odd \"t\"", [.column("n", .integer), .column("Some text", .text)])
                op.bulkInsert(
                    "Odd \"t\"", columns: ["n", "Some text"],
                    rows: Self.texts.enumerated().map { [.integer(Int64($0)), .text($1)] } + [[99, nil]])
            }
            let rows = try await bench.connected { connection in
                try await connection.query("SELECT \"Some text\" AS text FROM \"Odd \"\"t\"\"\" ORDER BY n")
            }
            #expect(try rows.map { try $0["text", as: String?.self] } == Self.texts.map(Optional.some) + [nil])
        }
    }

    @Test("Values of every kind arrive as they are", arguments: TestedDatabase.allCases)
    func kinds(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let bytes = [UInt8](0...255)
            try await bench.upgrade { op in
                op.createTable(
                    "t",
                    [
                        .column("flag", .boolean), .column("whole", .bigint), .column("number", .doublePrecision),
                        .column("bytes", .bytes),
                    ])
                op.bulkInsert(
                    "t", columns: ["flag", "whole", "number", "bytes"],
                    rows: [
                        [true, .integer(.max), 1.5e-300, .bytes(bytes)],
                        [false, .integer(.min), .double(-.infinity), .bytes([])],
                        [nil, nil, nil, nil],
                    ])
            }
            let rows = try await bench.connected { connection in
                try await connection.query("SELECT flag, whole, number, bytes FROM t ORDER BY whole DESC")
            }
            let first = try #require(rows.first { (try? $0["whole", as: Int64?.self]) == .max })
            #expect(try first["flag", as: Bool.self] && first["number", as: Double.self] == 1.5e-300)
            #expect(try first["bytes", as: Value.self] == .bytes(bytes))
            let second = try #require(rows.first { (try? $0["whole", as: Int64?.self]) == .min })
            #expect(try !second["flag", as: Bool.self] && second["number", as: Double.self] == -.infinity)
            #expect(try second["bytes", as: Value.self] == .bytes([]))
            #expect(rows.count == 3 && rows.contains { $0.values.allSatisfy { $0 == .null } })
        }
    }

    @Test("Rows are found again by their key on the way back", arguments: TestedDatabase.allCases)
    func undone(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.run("CREATE TABLE t (a integer, b text)", "INSERT INTO t VALUES (1, 'mine')")
            let operations: @Sendable (Operations) -> [any MigrationOperation] = { op in
                [op.bulkInsert("t", columns: ["a", "b"], rows: [[1, "theirs"], [2, nil]], key: ["a", "b"])]
            }
            try await bench.upgrade { op in operations(op) }
            #expect(try await bench.rows("SELECT count(*) FROM t") == ["3"])
            try await bench.downgrade { op in operations(op) }
            #expect(try await bench.rows("SELECT a, b FROM t") == ["1|mine"])
        }
    }

    @Test("A row of another length is refused before anything runs", arguments: TestedDatabase.allCases)
    func ragged(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let error = await #expect(throws: PlanError.self) {
                try await bench.upgrade { op in
                    op.execute("CREATE TABLE t (a integer, b text)")
                    op.bulkInsert("t", columns: ["a", "b"], rows: [[1, "one"], [2]])
                }
            }
            #expect(
                error?.explanation.message.contains("row 2 for t has 1 values, and 2 columns are named") == true)
            await #expect(throws: DatabaseFailure.self) { try await bench.rows("SELECT * FROM t") }
        }
    }

    @Test("A row that the table refuses is named, and nothing stays", arguments: TestedDatabase.allCases)
    func refused(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.run("CREATE TABLE t (a integer PRIMARY KEY)")
            let failure = await #expect(throws: MigrationFailure.self) {
                try await bench.upgrade { op in
                    op.bulkInsert("t", columns: ["a"], rows: (1...5000).map { [.integer($0)] } + [[7]])
                }
            }
            let text = "\(failure?.explanation.message ?? "") \(failure?.explanation.notes ?? [])"
            #expect(text.contains("5001"))
            #expect(try await bench.rows("SELECT count(*) FROM t") == ["0"])
        }
    }

    @Test("Cancelling stops it among its rows, and nothing stays", arguments: TestedDatabase.allCases)
    func cancelling(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.run("CREATE TABLE t (a integer)")
            // Enough that the cancelling, which comes as soon as it runs, comes before the end.
            let rows = (1...300_000).map { [Value.integer($0)] }
            let (starts, started) = AsyncStream.makeStream(of: Void.self)
            let options = MigratorOptions(onEvent: { if case .started = $0 { started.yield() } })
            let run = Task {
                try await bench.upgrade(options: options) { op in op.bulkInsert("t", columns: ["a"], rows: rows) }
            }
            for await _ in starts { break }
            run.cancel()
            let failure = await #expect(throws: MigrationFailure.self) { try await run.value }
            #expect(failure?.isInterruption == true)
            #expect(try await bench.rows("SELECT count(*) FROM t") == ["0"])
        }
    }

    @Test("A script holds the same rows", arguments: TestedDatabase.allCases)
    func offline(on tested: TestedDatabase) async throws {
        let operations: @Sendable (Operations) -> [any MigrationOperation] = { op in
            [
                op.createTable("t", [.column("a", .integer), .column("b", .text)]),
                op.bulkInsert(
                    "t", columns: ["a", "b"],
                    rows: Self.texts.enumerated().map { [.integer(Int64($0)), .text($1)] } + [[99, nil]]),
            ]
        }
        let live = try await tested.with { bench in
            try await bench.upgrade { op in operations(op) }
            return try await bench.rows("SELECT a, b FROM t ORDER BY a")
        }
        try await tested.with { bench in
            let script = try await DataRevision.$operations.withValue(operations) {
                try await OfflineMigrator(
                    for: bench.database, revisions: RevisionSet([DataRevision.entry])
                ).script(.upgrade, "head")
            }
            let outcome = try ScriptClient(bench: bench).run(script)
            #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome)")
            #expect(try await bench.rows("SELECT a, b FROM t ORDER BY a") == live)
        }
    }
}
