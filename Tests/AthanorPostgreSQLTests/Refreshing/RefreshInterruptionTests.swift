import Athanor
import AthanorPostgreSQL
import Testing

/// Refreshes that are stopped on their way.
@Suite(.timeLimit(.minutes(5))) struct RefreshInterruptionTests {
    @Test(
        "Cancelling the task stops the refresh on the server, and the log says so",
        arguments: [
            ConcurrentRefresh.always, .never,
        ])
    func cancelling(_ wish: ConcurrentRefresh) async throws {
        try await GatedRefresh.with { gated in
            let bench = gated.bench
            let refreshing = Task { try await bench.refresh("v", GatedRefresh.settings(wish)) }
            try await bench.wait(until: GatedRefresh.isAtTheGate)
            refreshing.cancel()
            await #expect(throws: CancellationError.self) { try await refreshing.value }
            #expect(try await bench.text(GatedRefresh.isAtTheGate) == "false")
            #expect(try await gated.rows() == [[1]])
            let entry = try #require(try await bench.log().first)
            #expect(
                entry.outcome == .cancelled && entry.refresh?.strategy == (wish == .never ? "plain" : "concurrently"))
        }
    }

    @Test("A refresh that waits for a lock is cancelled too")
    func cancellingWhileWaiting() async throws {
        try await RefreshBench.with("CREATE MATERIALIZED VIEW v AS SELECT 1 AS a") { bench in
            let other = try await bench.database.connect()
            try await other.query("BEGIN")
            #expect(try await PostgreSQL().materializedViews(on: other).claim("public.v", RefreshSettings()))
            let (events, continuation) = AsyncStream.makeStream(of: RefreshEvent.self)
            let refreshing = Task {
                defer { continuation.finish() }
                return try await bench.refresh("v") { continuation.yield($0) }
            }
            for await event in events { if case .waiting = event { break } }
            refreshing.cancel()
            await #expect(throws: CancellationError.self) { try await refreshing.value }
            #expect(try await bench.log().map(\.outcome) == [.cancelled])
            await other.close()
        }
    }

    @Test("A refresh that takes longer than it may has failed")
    func statementTimeout() async throws {
        try await GatedRefresh.with { gated in
            var settings = GatedRefresh.settings(.auto)
            settings.statementTimeout = .milliseconds(100)
            let result = try await gated.bench.refresh("v", settings)
            #expect((result.failure?.cause as? DatabaseFailure)?.code == "57014", "\(result.outcome)")
            #expect(try await gated.rows() == [[1]])
            let entry = try #require(try await gated.bench.log().first)
            #expect(entry.outcome == .failed && entry.detail?.contains("statement timeout") == true)
        }
    }

    @Test("When its session is ended, another one notes that it failed")
    func terminated() async throws {
        try await GatedRefresh.with { gated in
            let bench = gated.bench
            let refreshing = Task { try await bench.refresh("v", GatedRefresh.settings(.never)) }
            try await bench.wait(until: GatedRefresh.isAtTheGate)
            try await bench.connection.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND query LIKE 'REFRESH MATERIALIZED VIEW%'
                """)
            let result = try await refreshing.value
            #expect((result.failure?.cause as? DatabaseFailure)?.kind == .connectionLost, "\(result.outcome)")
            #expect(result.failure?.isOutcomeUnknown == false)
            #expect(try await gated.rows() == [[1]])
            #expect(try await bench.log().map(\.outcome) == [.failed])
        }
    }

    @Test("The server looks whether the client is still there, and timeouts end with the transaction")
    func settingsOfTheTransaction() async throws {
        try await RefreshBench.with("CREATE MATERIALIZED VIEW v AS SELECT 1 AS a") { bench in
            func settings() async throws -> String? {
                try await bench.text(
                    """
                    SELECT concat_ws(' ', current_setting('client_connection_check_interval'),
                                     current_setting('lock_timeout'), current_setting('statement_timeout'),
                                     current_setting('transaction_isolation'))
                    """)
            }
            try await bench.run("SET lock_timeout = '7s'; SET statement_timeout = '7h'")
            let before = try await settings()
            func claim(_ wanted: RefreshSettings) async throws -> String? {
                try await bench.connection.query("BEGIN ISOLATION LEVEL SERIALIZABLE")
                #expect(try await bench.views.claim("public.v", wanted))
                let within = try await settings()
                try await bench.connection.query("COMMIT")
                return within
            }
            #expect(
                try await claim(RefreshSettings(lockTimeout: .within(.microseconds(1)), statementTimeout: .seconds(90)))
                    == "1s 1ms 90s read committed")
            #expect(try await settings() == before)
            // The session's limits stay where the refresh has none, or a longer one.
            #expect(try await claim(RefreshSettings(lockTimeout: .unlimited)) == "1s 7s 7h read committed")
            #expect(try await claim(RefreshSettings(statementTimeout: .unlimited)) == "1s 2s 0 read committed")
            #expect(try await claim(RefreshSettings(lockTimeout: .seconds(8))) == "1s 7s 7h read committed")
        }
    }
}
