import Athanor
import AthanorSQLite
import AthanorTesting
import Testing

@Suite("Cancelling")
struct CancellationTests {
    private static let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    private static let long = """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000)
        SELECT count(*) FROM n
        """

    @Test("a task ends its statement, whenever the cancellation arrives, and no later one", .timeLimit(.minutes(5)))
    func cancelling() async throws {
        try await withDatabase { connection in
            for round in 0..<20 {
                let task = Task { try await connection.query(sql: Self.endless) }
                // From a cancellation before the statement to one in the middle of it.
                for _ in 0..<(round * 3) { await Task.yield() }
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                let counted = try await connection.column(Self.long)
                #expect(counted == [20000])
            }
        }
    }

    @Test("a task ends its wait for another connection's lock", .timeLimit(.minutes(5)))
    func cancellingWait() async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        let holder = try await database.connect()
        let waiter = try await database.connect()
        try await holder.query("BEGIN IMMEDIATE")
        // A wait that meets its own end, since this task is slow to go on, begins again: only the cancellation ends it.
        let task = Task {
            while true {
                do {
                    return try await waiter.query("BEGIN IMMEDIATE")
                } catch let error as DatabaseFailure where error.kind == .lockNotAvailable {
                    continue
                }
            }
        }
        for _ in 0..<20 { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await holder.query("ROLLBACK")
        try await waiter.query("BEGIN IMMEDIATE")
        await holder.close()
        await waiter.close()
    }

    @Test(
        "a write inside a transaction leaves the connection usable, with all of it rolled back", .timeLimit(.minutes(5))
    )
    func cancellingWrite() async throws {
        try await withDatabase { connection in
            try await connection.query("CREATE TABLE t (a)")
            try await connection.query("BEGIN IMMEDIATE")
            try await connection.query("INSERT INTO t VALUES (0)")
            let task = Task { try await connection.query(sql: "INSERT INTO t \(Self.endless)") }
            for _ in 0..<50 { await Task.yield() }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            try await connection.query("ROLLBACK")
            #expect(try await connection.query("SELECT * FROM t").isEmpty)
        }
    }

    @Test("a second writer gives up after the busy timeout, with advice")
    func busy() async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        let holder = try await database.connect()
        let waiter = try await database.connect()
        try await holder.query("BEGIN IMMEDIATE")
        let failure = try await error(DatabaseFailure.self) { try await waiter.query("BEGIN IMMEDIATE") }
        #expect(failure.kind == .lockNotAvailable)
        #expect(failure.code == "SQLITE_BUSY")
        #expect(failure.advice?.contains("Another connection is writing") == true)
        await holder.close()
        await waiter.close()
    }
}
