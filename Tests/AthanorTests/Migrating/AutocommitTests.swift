import Athanor
import TestSupport
import Testing

@Suite("What commits by itself") struct AutocommitTests {
    @Test(
        "Each operation commits with its entry in the log, and stays when the rest fails",
        arguments: TestedDatabase.allCases)
    func each(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let failure = await #expect(throws: MigrationFailure.self) {
                try await bench.upgrade { op in
                    op.execute("CREATE TABLE t (a integer)")
                    op.autocommit {
                        op.execute("INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)")
                        op.bulkInsert("t", columns: ["a"], rows: [[3], [4]])
                        op.run("add five") { try await $0.query("INSERT INTO t VALUES (5)") }
                    }
                    op.execute("INSERT INTO nowhere VALUES (1)")
                }
            }
            #expect(failure?.committed.count == 5)
            #expect(failure?.explanation.advice?.hasSuffix("it continues after what is committed.") == true)
            #expect(try await bench.rows("SELECT a FROM t ORDER BY a") == ["1", "2", "3", "4", "5"])
            let entries = try await bench.rows(
                "SELECT kind, subject, outcome, detail FROM \(bench.database.dialect.name(of: .log)) ORDER BY entry")
            #expect(
                entries.dropLast() == [
                    "statement|data|done|INSERT INTO t VALUES (1)", "statement|data|done|INSERT INTO t VALUES (2)",
                    "statement|data|done|insert 2 rows into t", "statement|data|done|run add five",
                ])
            #expect(entries.last?.hasPrefix("upgrade|data|failed|") == true)
        }
    }

    @Test("An operation that fails in it is rolled back alone", arguments: TestedDatabase.allCases)
    func failing(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.run("CREATE TABLE t (a integer PRIMARY KEY)")
            let failure = await #expect(throws: MigrationFailure.self) {
                try await bench.upgrade { op in
                    op.autocommit {
                        op.execute("INSERT INTO t VALUES (1)")
                        op.execute("INSERT INTO t VALUES (2), (2)")
                    }
                }
            }
            #expect(failure?.uncertainty == MigrationFailure.Uncertainty.none)
            #expect(failure?.committed == ["INSERT INTO t VALUES (1)"])
            #expect(try await bench.rows("SELECT a FROM t") == ["1"])
        }
    }

    @Test(
        "A statement that refuses a transaction runs in none, and is entered after it",
        arguments: TestedDatabase.allCases)
    func refusing(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.upgrade { op in
                op.autocommit {
                    op.execute("CREATE TABLE t (a integer)")
                    op.execute("VACUUM")
                }
            }
            #expect(try await bench.log() == ["statement|data|done", "statement|data|done", "upgrade|data|done"])
        }
    }

    @Test("Code on the server may end its transaction")
    func blocks() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.upgrade { op in
                op.execute("CREATE TABLE t (a integer)")
                op.autocommit {
                    op.execute("DO $$ BEGIN INSERT INTO t VALUES (1); COMMIT; INSERT INTO t VALUES (2); END $$")
                }
            }
            #expect(try await bench.rows("SELECT a FROM t ORDER BY a") == ["1", "2"])
            #expect(try await bench.log() == ["statement|data|done", "upgrade|data|done"])
        }
    }

    @Test("What looks at the database when it runs works in it", arguments: TestedDatabase.allCases)
    func resolved(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let operations: @Sendable (Operations) -> [any MigrationOperation] = { op in
                [op.autocommit { op.createMaterializedView("v", as: "SELECT a FROM t") }]
            }
            try await bench.run("CREATE TABLE t (a integer)", "INSERT INTO t VALUES (7)")
            try await bench.upgrade { op in operations(op) }
            #expect(try await bench.rows("SELECT a FROM v") == ["7"])
            try await bench.downgrade { op in operations(op) }
            await #expect(throws: DatabaseFailure.self) { try await bench.rows("SELECT a FROM v") }
            #expect(try await bench.log().filter { $0.hasPrefix("statement") }.count == 2)
        }
    }

    @Test(
        "A run in one transaction refuses it, and a backfill, before anything runs", arguments: TestedDatabase.allCases)
    func shared(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let kinds: [@Sendable (Operations) -> any MigrationOperation] = [
                { op in op.autocommit { op.execute("CREATE TABLE t (a integer)") } },
                { op in op.backfill("t", set: ["a": 1]) },
            ]
            for kind in kinds {
                let error = await #expect(throws: PlanError.self) {
                    try await bench.upgrade(options: MigratorOptions(transactionPerMigration: false)) { op in kind(op) }
                }
                #expect(error?.explanation.message.contains("commits separately") == true)
            }
        }
    }
}
