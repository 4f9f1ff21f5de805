import Athanor
import AthanorTesting
import Testing

@Suite struct CooperativePoolTests {
    /// More statements wait in the server than Swift's pool has threads. If one of them held a thread, what ends their
    /// waiting would never get to run.
    @Test("Waiting statements hold no thread of the pool", .timeLimit(.minutes(5)))
    func waitingStatementsHoldNoThreadOfThePool() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, holder in
            try await holder.query("SELECT pg_advisory_lock(1)")
            let count = 16
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<count {
                    group.addTask {
                        let connection = try await database.connect()
                        try await connection.query("SELECT pg_advisory_lock_shared(1)")
                        await connection.close()
                    }
                }
                let waiting = "SELECT count(*) AS count FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                while try await holder.query(sql: waiting).first?["count", as: Int64.self] != Int64(count) {
                    await Task.yield()
                }
                try await holder.query("SELECT pg_advisory_unlock(1)")
                try await group.waitForAll()
            }
        }
    }
}
