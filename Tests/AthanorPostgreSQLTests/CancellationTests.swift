import Athanor
import AthanorPostgreSQL
import AthanorTesting
import TestSupport
import Testing

@Suite struct CancellationTests {
    private func isRunning(_ text: String, seenBy connection: any Connection) async throws -> Bool {
        try await !connection.query(
            sql: "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query = $1 AND pid <> pg_backend_pid()",
            [.text(text)]
        ).isEmpty
    }

    @Test("Cancelling the task cancels the statement on the server", .timeLimit(.minutes(5)))
    func cancellationReachesTheServer() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, observer in
            let worker = try await database.connect()
            let sleep = "SELECT pg_sleep(600), 'single'"
            let task = Task { try await worker.query(sql: SQLStatement(sleep)) }
            try await Task.wait { try await isRunning(sleep, seenBy: observer) }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await !isRunning(sleep, seenBy: observer))
            #expect(try await worker.query("SELECT 1").first?.values == [1])
            await worker.close()
        }
    }

    @Test("Cancelling the task cancels a batch", .timeLimit(.minutes(5)))
    func cancellingTheTaskCancelsABatch() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, observer in
            let worker = try await database.connect()
            let sleep = "SELECT pg_sleep(600), 'batch'"
            let task = Task {
                try await worker.run([SQLStatement("BEGIN"), SQLStatement(sleep), SQLStatement("COMMIT")])
            }
            try await Task.wait { try await isRunning(sleep, seenBy: observer) }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            try await worker.query("ROLLBACK")
            #expect(try await worker.query("SELECT 1").first?.values == [1])
            await worker.close()
        }
    }

    @Test("A waiting statement of a cancelled task is not sent", .timeLimit(.minutes(5)))
    func waitingStatementIsNotSent() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, observer in
            let worker = try await database.connect()
            let sleep = "SELECT pg_sleep(600), 'first'"
            let first = Task { try await worker.query(sql: SQLStatement(sleep)) }
            try await Task.wait { try await isRunning(sleep, seenBy: observer) }
            let second = Task { try await worker.query("CREATE TABLE never (a int)") }
            second.cancel()
            // The first statement is not the one that was cancelled: it still runs until its own task is.
            #expect(try await isRunning(sleep, seenBy: observer))
            first.cancel()
            await #expect(throws: CancellationError.self) { try await first.value }
            await #expect(throws: CancellationError.self) { try await second.value }
            #expect(try await observer.query("SELECT to_regclass('never') IS NULL").first?.values == [true])
            await worker.close()
        }
    }

    @Test("A late cancellation hits no other statement", .timeLimit(.minutes(5)))
    func aLateCancellationHitsNoOtherStatement() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            for _ in 0..<200 {
                let quick = Task { try await connection.query("SELECT 1") }
                let canceller = Task { quick.cancel() }
                _ = await quick.result
                await canceller.value
                let row = try await connection.query("SELECT 2").first
                #expect(row?.values == [2])
            }
        }
    }

    @Test("A statement timeout is not the task's cancellation")
    func statementTimeoutIsNoCancellation() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await connection.query("SET statement_timeout = '20ms'")
            let error = await #expect(throws: DatabaseFailure.self) {
                try await connection.query("SELECT pg_sleep(600)")
            }
            #expect(error?.kind == .cancelled)
        }
    }

    @Test("Cancelling while it connects returns at once", .timeLimit(.minutes(5)))
    func cancellingWhileConnectingReturnsAtOnce() async throws {
        // Accepts connections into its backlog and never answers.
        let listener = try SilentListener()
        let url = try DatabaseURL("postgresql://nobody@127.0.0.1:\(listener.port)/none?connect_timeout=3600")
        let task = Task { try await PostgreSQL().connect(to: url, options: ConnectionOptions()) }
        try await Task.wait { listener.hasCaller() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        listener.close()
    }
}
