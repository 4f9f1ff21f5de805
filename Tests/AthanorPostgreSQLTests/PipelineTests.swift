import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite struct PipelineTests {
    @Test("A batch gives one result for each statement")
    func aBatchGivesOneResultAStatement() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let results = try await connection.run([
                SQLStatement("BEGIN"), SQLStatement("CREATE TABLE t (a int)"),
                SQLStatement("INSERT INTO t SELECT generate_series(1, $1::int)", [3]),
                SQLStatement("SELECT a FROM t WHERE a > $1 ORDER BY a", [1]),
                SQLStatement("UPDATE t SET a = a WHERE a > 5"),
                SQLStatement("COMMIT"),
            ])
            #expect(results.map(\.affectedRows) == [0, 0, 3, 2, 0, 0])
            #expect(results[3].map(\.values) == [[2], [3]])
        }
    }

    @Test("A failure stops the batch, and leaves the connection usable")
    func failureStopsTheBatch() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let failure = await #expect(throws: DatabaseFailure.self) {
                try await connection.run([
                    SQLStatement("BEGIN"), SQLStatement("CREATE TABLE t (a int)"), SQLStatement("SELECT 1/0"),
                    SQLStatement("CREATE TABLE u (a int)"), SQLStatement("COMMIT"),
                ])
            }
            #expect(failure?.indexInBatch == 2)
            #expect(failure?.code == "22012")
            #expect(failure?.statement?.text == "SELECT 1/0")
            let refused = await #expect(throws: DatabaseFailure.self) { try await connection.query("SELECT 1") }
            #expect(refused?.code == "25P02")
            try await connection.query("ROLLBACK")
            let row = try await connection.query("SELECT to_regclass('t') IS NULL AS undone").first
            #expect(row?.values == [true])
        }
    }

    @Test("Statements outside a transaction commit one by one")
    func statementsCommitOneByOne() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let failure = await #expect(throws: DatabaseFailure.self) {
                try await connection.run([
                    SQLStatement("CREATE TABLE t (a int)"), SQLStatement("BEGIN"),
                    SQLStatement("INSERT INTO t VALUES (1)"),
                    SQLStatement("COMMIT"), SQLStatement("INSERT INTO t VALUES (2)"),
                    SQLStatement("INSERT INTO t VALUES (1/0)"),
                    SQLStatement("INSERT INTO t VALUES (4)"),
                ])
            }
            #expect(failure?.indexInBatch == 5)
            let rows = try await connection.query("SELECT a FROM t ORDER BY a")
            #expect(rows.map(\.values) == [[1], [2]])
        }
    }

    @Test("A failing commit is reported as the failure of the commit")
    func aFailingCommitIsTheFailureOfTheCommit() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await connection.query("CREATE TABLE t (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
            let failure = await #expect(throws: DatabaseFailure.self) {
                try await connection.run([
                    SQLStatement("BEGIN"), SQLStatement("INSERT INTO t VALUES (1), (1)"), SQLStatement("COMMIT"),
                    SQLStatement("SELECT 1"),
                ])
            }
            #expect(failure?.indexInBatch == 2)
            #expect(try await connection.query("SELECT count(*) FROM t").first?.values == [0])
        }
    }

    @Test("A batch that sends and receives more than the buffers hold does not stall")
    func largeBatchDoesNotStall() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let text = String(repeating: "行", count: 300_000)
            let echo = SQLStatement("SELECT $1::text AS echo", [.text(text)])
            let batch = [SQLStatement("BEGIN")] + Array(repeating: echo, count: 20) + [SQLStatement("COMMIT")]
            let results = try await connection.run(batch)
            #expect(results.count == 22)
            #expect(results[1...20].allSatisfy { $0.first?.values == [.text(text)] })
        }
    }

    @Test("A statement that cannot be sent fails in its place")
    func unsendableStatementFails() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let failure = await #expect(throws: DatabaseFailure.self) {
                try await connection.run([
                    SQLStatement("BEGIN"), SQLStatement("CREATE TABLE t (a text)"),
                    SQLStatement("INSERT INTO t VALUES ($1)", ["a\0b"]), SQLStatement("COMMIT"),
                ])
            }
            #expect(failure?.indexInBatch == 2)
            try await connection.query("ROLLBACK")
            #expect(try await connection.query("SELECT to_regclass('t') IS NULL").first?.values == [true])
        }
    }

    @Test("An empty batch does nothing")
    func anEmptyBatchDoesNothing() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let results = try await connection.run([])
            #expect(results.isEmpty)
        }
    }

    @Test("COPY from the client in a batch ends the session, and does not hang")
    func copyInABatchEndsTheSession() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, connection in
            try await connection.query("CREATE TABLE t (a int)")
            let failure = await #expect(throws: DatabaseFailure.self) {
                try await connection.run([
                    SQLStatement("BEGIN"), SQLStatement("COPY t FROM STDIN"), SQLStatement("COMMIT"),
                ])
            }
            #expect(failure?.indexInBatch == 1)
            #expect(failure?.kind == .connectionLost)
            let closed = await #expect(throws: DatabaseFailure.self) { try await connection.query("SELECT 1") }
            #expect(closed?.kind == .connectionLost)
        }
    }

    @Test("Outside a batch, COPY from the client fails, and COPY to it is discarded")
    func copyOnItsOwnFailsOrIsDiscarded() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await connection.query("CREATE TABLE t (a int)")
            await #expect(throws: DatabaseFailure.self) { try await connection.query("COPY t FROM STDIN") }
            try await connection.query("COPY (SELECT generate_series(1, 10000)) TO STDOUT")
            #expect(try await connection.query("SELECT 1").first?.values == [1])
        }
    }
}
