import TestSupport
import Testing

@testable import Athanor

/// Refreshes on SQLite while other connections write or read: it has one writer.
@Suite struct RefreshBesideWritersTests {
    private static let revision = sqlRevision(
        "a1",
        """
        CREATE TABLE t (x integer);
        CREATE MATERIALIZED VIEW m AS SELECT x FROM t;
        INSERT INTO t VALUES (1);
        """)

    private func connection(_ bench: TestBench) async throws -> any Connection {
        try await bench.database.connect(to: bench.url, options: ConnectionOptions())
    }

    @Test("It waits for a writer, says so, and goes on when that has finished")
    func waiting() async throws {
        try await TestedDatabase.sqlite.with { bench in
            try await bench.migrator([Self.revision]).upgrade()
            let writer = try await connection(bench)
            try await writer.query("BEGIN IMMEDIATE")
            let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
            let refresher = ViewRefresher(bench.address)
            let run = Task {
                try await refresher.refresh(
                    RefreshRequest(.all),
                    onEvent: { event in
                        if case .waiting(let view, let holder) = event, view == "m", holder == nil { waiting.yield() }
                    })
            }
            for await _ in waits { break }
            try await writer.query("INSERT INTO t VALUES (2)")
            try await writer.query("COMMIT")
            await writer.close()
            #expect(try await run.value.isComplete)
            #expect(try await bench.rows("SELECT x FROM m ORDER BY x") == ["1", "2"])
            #expect(try await bench.log().last == "refresh|m|done")
        }
    }

    @Test("It gives up when it may not wait any longer, and the view is as it was")
    func givingUp() async throws {
        try await TestedDatabase.sqlite.with { bench in
            try await bench.migrator([Self.revision]).upgrade()
            let writer = try await connection(bench)
            try await writer.query("BEGIN IMMEDIATE")
            let refresher = ViewRefresher(
                bench.address, options: MigratorOptions(lockWait: .seconds(0)))
            let report = try await refresher.refresh(RefreshRequest(.all))
            guard case .failed(let failure)? = report.results.first?.outcome else {
                Issue.record("it did not fail")
                return
            }
            #expect(failure.cause is LockNotAvailable)
            #expect(failure.explanation.message.contains("another session is using this database"))
            #expect(!failure.isOutcomeUnknown)
            try await writer.query("ROLLBACK")
            await writer.close()
            #expect(try await bench.rows("SELECT x FROM m") == [])
            #expect(try await refresher.refresh(RefreshRequest(.all)).isComplete)
        }
    }

    @Test("It tries again when somebody who reads keeps it from committing")
    func readers() async throws {
        try await TestedDatabase.sqlite.with { bench in
            try await bench.migrator([Self.revision]).upgrade()
            // With a rollback journal, a commit waits for all who read. (https://sqlite.org/lockingv3.html)
            #expect(try await bench.rows("PRAGMA journal_mode") == ["delete"])
            let reader = try await connection(bench)
            try await reader.query("BEGIN")
            #expect(try await reader.query("SELECT * FROM m").isEmpty)
            let (retries, retrying) = AsyncStream.makeStream(of: Void.self)
            let refresher = ViewRefresher(bench.address)
            let run = Task {
                try await refresher.refresh(
                    RefreshRequest(.all),
                    onEvent: { event in
                        if case .retrying(let view, let attempt, let holders) = event {
                            #expect(view == "m" && attempt >= 1 && holders.isEmpty)
                            retrying.yield()
                        }
                    })
            }
            for await _ in retries { break }
            try await reader.query("COMMIT")
            await reader.close()
            #expect(try await run.value.isComplete)
            #expect(try await bench.rows("SELECT x FROM m") == ["1"])
            #expect(try await bench.log().filter { $0.hasPrefix("refresh") } == ["refresh|m|done"])
        }
    }

    @Test("One that takes longer than it may fails, is noted, and does not stop the others")
    func timeout() async throws {
        try await TestedDatabase.sqlite.with { bench in
            let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS x FROM n"
            try await bench.migrator([
                Self.revision,
                sqlRevision("b2", after: "a1", "CREATE MATERIALIZED VIEW endless AS \(endless) WITH NO DATA;"),
            ]).upgrade()
            let report = try await ViewRefresher(bench.address).refresh(
                RefreshRequest(.all, settings: RefreshSettings(statementTimeout: .seconds(2))))
            let outcomes = report.results.map { "\($0.plan.view) \($0.outcome.name)" }
            #expect(outcomes == ["endless failed", "m done"])
            #expect(try await bench.log().suffix(2) == ["refresh|endless|failed", "refresh|m|done"])
            guard case .failed(let failure)? = report.results.first?.outcome else { return }
            #expect(failure.explanation.message.contains("longer than its limit of 2000 ms"))
            #expect(failure.explanation.advice?.contains("--statement-timeout") == true)
        }
    }
}
