import Athanor
import TestSupport
import Testing

/// What `upgrade` prints while others hold the locks that it needs.
@Suite(.timeLimit(.minutes(10))) struct LockingTests {
    private static let environment = ["ATHANOR_LOCK_ATTEMPTS": "2"]

    /// A project whose second revision cannot have its lock.
    private static func withBlockedRevision(_ body: (CommandBench, Int64) async throws -> Void) async throws {
        try await CommandBench.with(.postgreSQL) { bench in
            try await bench.output("upgrade", "aa11")
            try bench.workspace.write(
                CommandBench.revision(
                    "bb22", after: "aa11", "add region", "ALTER TABLE message_usages ADD COLUMN region text;",
                    "ALTER TABLE message_usages DROP COLUMN region;"), to: "versions/bb22_create_daily_usage.sql")
            try await bench.database.connected(ConnectionOptions(applicationName: "the holder")) { holder in
                try await holder.query("BEGIN")
                try await holder.query("SELECT FROM message_usages")
                let pid =
                    try await holder.query("SELECT pg_backend_pid()::bigint AS pid").first?["pid", as: Int64.self] ?? 0
                try await body(bench, pid)
            }
        }
    }

    @Test("People read who is in the way, and what to do when it stays")
    func people() async throws {
        try await Self.withBlockedRevision { bench, pid in
            let execution = try await bench.athanor(
                ["upgrade", "bb22", "--lock-timeout", "8s"], environment: Self.environment)
            #expect(execution.exitCode == 1)
            let errors = execution.errors
            #expect(errors.contains("waiting for a lock: pid \(pid), postgres, the holder, idle in transaction, for "))
            #expect(
                errors.contains("could not get the lock (attempt 1 of 2); rolled back, retrying in "), "\(errors)")
            #expect(errors.contains("error: canceling statement due to lock timeout (at each of 2 attempts)"))
            #expect(errors.contains("BLOCKED BY: pid \(pid), postgres, the holder, idle in transaction, for "))
            #expect(errors.contains("SELECT pg_terminate_backend(\(pid))."), "\(errors)")
        }
    }

    @Test("Machines get the same as events")
    func machines() async throws {
        try await Self.withBlockedRevision { bench, pid in
            let execution = try await bench.athanor(
                ["upgrade", "bb22", "--lock-timeout", "8s", "--json"], environment: Self.environment)
            let events = try bench.events(of: execution)
            #expect(
                events.compactMap { $0["event"]?.description }.filter { $0 != "blocked" } == [
                    "started", "retrying", "failed",
                ])
            #expect(events.contains { $0["blockers"]?["session"]?.description == "[\(pid)]" }, "\(events)")
        }
    }
}
