import Athanor
import TestSupport
import Testing

@Suite struct ExecuteValuesTests {
    static let createTable = "CREATE TABLE t (a integer, b text)"

    @Test("Values are bound by the placeholders' numbers, whatever their order", arguments: TestedDatabase.allCases)
    func numbers(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.upgrade { op in
                op.execute(Self.createTable)
                op.execute("INSERT INTO t (b, a) VALUES ($2, $1)", [7, "it's; -- \"x\" $1"])
                op.execute("UPDATE t SET a = $1 WHERE a <> $1 AND b = $2", [8, "it's; -- \"x\" $1"])
            }
            #expect(try await bench.rows("SELECT a, b FROM t") == ["8|it's; -- \"x\" $1"])
        }
    }

    @Test("What is given as reverse undoes it", arguments: TestedDatabase.allCases)
    func reverse(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.run(Self.createTable)
            let operations: @Sendable (Operations) -> [any MigrationOperation] = { op in
                [
                    op.execute(
                        "INSERT INTO t VALUES (1, 'one'); INSERT INTO t VALUES (2, 'two')",
                        reverse: "DELETE FROM t WHERE a = $1", reverseValues: [1])
                ]
            }
            try await bench.upgrade { op in operations(op) }
            try await bench.downgrade { op in operations(op) }
            #expect(try await bench.rows("SELECT a FROM t") == ["2"])
        }
    }

    @Test("Code with a reverse can be undone", arguments: TestedDatabase.allCases)
    func code(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.run(Self.createTable)
            let operations: @Sendable (Operations) -> [any MigrationOperation] = { op in
                [
                    op.run(
                        "add one", { try await $0.query("INSERT INTO t VALUES (1, 'one')") },
                        reverse: { try await $0.query("DELETE FROM t") })
                ]
            }
            try await bench.upgrade { op in operations(op) }
            #expect(try await bench.rows("SELECT a FROM t") == ["1"])
            try await bench.downgrade { op in operations(op) }
            #expect(try await bench.rows("SELECT a FROM t") == [])
        }
    }

    @Test("Values for several statements are refused before anything runs", arguments: TestedDatabase.allCases)
    func several(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let error = await #expect(throws: PlanError.self) {
                try await bench.upgrade { op in
                    op.execute(Self.createTable)
                    op.execute("SELECT $1; SELECT 2", [1])
                }
            }
            #expect(error?.explanation.message.contains("values are given for 2 statements") == true)
        }
    }

    @Test("Too few values are an error, and nothing stays", arguments: TestedDatabase.allCases)
    func tooFew(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            await #expect(throws: MigrationFailure.self) {
                try await bench.upgrade { op in
                    op.execute(Self.createTable)
                    op.execute("INSERT INTO t VALUES ($1, $2)", [1])
                }
            }
            await #expect(throws: DatabaseFailure.self) { try await bench.rows("SELECT * FROM t") }
        }
    }
}
