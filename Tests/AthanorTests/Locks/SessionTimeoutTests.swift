import Athanor
import Testing

/// Timeouts that end a statement or a session.
@Suite(.timeLimit(.minutes(5))) struct SessionTimeoutTests {
    @Test("A statement that takes too long fails as that, not as an interruption")
    func statement() async throws {
        try await LockBench.with { locks in
            var options = MigratorOptions()
            options.timeouts.statement = .seconds(5)
            let failure = try await locks.failure(
                try sqlEntries("CREATE TABLE u (id int); SELECT pg_sleep(3600);"), options: options)
            #expect(!failure.isInterruption)
            #expect(failure.explanation.message == "canceling statement due to statement timeout")
            #expect(failure.explanation.state == "Revision a was rolled back; the database is at base.")
            #expect(failure.explanation.advice?.contains("`statement_timeout`") == true)
        }
    }

    struct Idling: Revision {
        @TaskLocal static var whileIdle: @Sendable (Int64) async throws -> Void = { _ in }
        static let revision: RevisionID = "a"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.execute("CREATE TABLE u (id int)")
            op.run("think") { connection in
                let row = try await connection.query("SELECT pg_backend_pid()::bigint AS pid").first
                try await Self.whileIdle(try row?["pid", as: Int64.self] ?? 0)
                try await connection.query("INSERT INTO u VALUES (1)")
            }
        }
    }

    @Test("A session that the server ends because code idles in its transaction says so")
    func idleInTransaction() async throws {
        try await LockBench.with { locks in
            try await locks.bench.run(
                """
                DO $$ BEGIN EXECUTE format(
                    'ALTER DATABASE %I SET idle_in_transaction_session_timeout = ''300ms''', current_database()); END $$
                """)
            let entry = RevisionEntry(Idling.self, path: "Versions/a.swift", message: "idling")
            try await Idling.$whileIdle.withValue({ pid in
                try await locks.wait(
                    until: "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = \(pid))")
            }) {
                let failure = try await locks.failure([entry])
                let advice = failure.explanation.advice ?? ""
                #expect(advice.contains("idle_in_transaction_session_timeout"), "\(failure)")
            }
            #expect(try await locks.bench.rows("SELECT to_regclass('u')") == ["NULL"])
        }
    }

    @Test("The lock of a view is waited for as long as its refresh takes")
    func viewLock() async throws {
        try await LockBench.with { locks in
            try await locks.bench.run("CREATE MATERIALIZED VIEW v AS SELECT id FROM t")
            try await locks.hold(
                "SELECT pg_advisory_xact_lock(hashtextextended('athanor view public.v', 0)) IS NULL")
            let run = Task {
                try await locks.upgrade(
                    try sqlEntries("CREATE OR REPLACE MATERIALIZED VIEW v AS SELECT id + 1 AS id FROM t;"),
                    options: .impatient)
            }
            try await locks.wait(
                until: """
                    SELECT 1 FROM pg_stat_activity
                    WHERE wait_event = 'advisory' AND datname = current_database()
                      AND clock_timestamp() - query_start > interval '500 milliseconds'
                    """)
            try await locks.release()
            let events = try await run.value
            #expect(!events.contains { $0.isRetrying })
            #expect(try await locks.bench.rows("SELECT id FROM v ORDER BY id") == ["2", "3"])
        }
    }
}
