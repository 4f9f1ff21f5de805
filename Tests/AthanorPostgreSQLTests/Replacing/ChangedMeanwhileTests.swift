import Athanor
import AthanorPostgreSQL
import AthanorTesting
import TestSupport
import Testing

/// What other sessions do while a replacement is built beside the old views.
@Suite(.timeLimit(.minutes(5))) struct ChangedMeanwhileTests {
    private static let newRows = """
        SELECT region, day, sum(amount) * 2 AS total, count(*) AS sales FROM base.recent GROUP BY region, day
        """

    /// A query that waits while another session holds the lock 42, or, once the gate has a row, the lock 43.
    private static let waitingQuery = newRows.replacing(
        "base.recent", with: "base.recent, pg_advisory_xact_lock_shared((SELECT 42 + count(*) FROM base.gate))")

    /// Waits until somebody waits for an advisory lock.
    private func waitUntilSomebodyWaits(for key: Int, seenBy other: any Connection) async throws {
        try await Task.wait {
            try await !other.query(
                sql: """
                    SELECT FROM pg_locks
                    WHERE locktype = 'advisory' AND objid = \(key) AND NOT granted
                      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    """
            ).isEmpty
        }
    }

    /// Runs a replacement whose query waits, has something done meanwhile, and lets it go on.
    private func replacing(
        on other: any Connection, in database: TemporaryPostgreSQLDatabase, reporting reporter: StepReporter = .silent,
        meanwhile: () async throws -> Void
    ) async throws -> Result<Void, any Error> {
        try await ViewChain.build(on: other)
        try await other.query("CREATE TABLE base.gate ()")
        let builder = try await database.connect()
        try await other.query("SELECT pg_advisory_lock(42), pg_advisory_lock(43)")
        let replacement = Task {
            try await builder.perform(
                ReplaceMaterializedView(
                    name: ViewChain.replaced, query: .sql(Self.waitingQuery), strategy: .sideBySide),
                reporting: reporter)
        }
        try await waitUntilSomebodyWaits(for: 42, seenBy: other)
        do {
            try await meanwhile()
        } catch {
            replacement.cancel()
            throw error
        }
        try await other.query("SELECT pg_advisory_unlock_all()")
        let result = await replacement.result
        await builder.close()
        return result
    }

    /// What is built anew is not lost when the swap then has to give way to a reader.
    @Test("A refresh is not lost when the swap gives way to a reader")
    func aRefreshIsNotLostWhenTheSwapGivesWay() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, other in
            let reader = try await database.connect()
            let (messages, message) = AsyncStream.makeStream(of: String.self)
            let reading = Task {
                for await message in messages where message.hasPrefix("waiting for readers") { break }
                try await reader.query("COMMIT")
            }
            let result = try await replacing(
                on: other, in: database, reporting: StepReporter { message.yield($0) }
            ) {
                try await other.query("INSERT INTO base.gate DEFAULT VALUES")
                try await other.query("INSERT INTO base.sales VALUES (1000, 'region new', 7, '2026-11-01')")
                try await other.query("REFRESH MATERIALIZED VIEW report.daily")
                try await other.query("SELECT pg_advisory_unlock(42)")
                try await waitUntilSomebodyWaits(for: 43, seenBy: other)
                try await reader.query("BEGIN")
                try await reader.query("SELECT count(*) FROM report.daily")
            }
            try result.get()
            try await reading.value
            #expect(try await ViewChain.rows(on: other).contains("daily region new 2026-11-01 14"))
            await reader.close()
        }
    }

    /// Each would wait for the other: the one for the end of the transaction that builds, the other for the view.
    @Test(
        "The replacement gives way to an index that is built concurrently",
        arguments: [
            "REINDEX INDEX CONCURRENTLY report.daily_key", "CREATE INDEX CONCURRENTLY another ON report.daily (day)",
        ])
    func anIndexThatIsMadeConcurrentlyIsGivenWay(_ statement: String) async throws {
        try await TemporaryPostgreSQLDatabase.with { database, other in
            let worker = try await database.connect()
            let pid =
                try await worker.query("SELECT pg_backend_pid()::bigint AS pid").first?["pid", as: Int64.self] ?? 0
            var working: Task<Void, any Error>?
            let result = try await replacing(on: other, in: database) {
                working = Task { _ = try await worker.query(sql: SQLStatement(statement)) }
                try await Task.wait {
                    try await !other.query(
                        sql: "SELECT FROM pg_locks WHERE pid = $1::int AND NOT granted", [.integer(pid)]
                    ).isEmpty
                }
            }
            let error = #expect(throws: DatabaseFailure.self) { try result.get() }
            #expect(error?.kind == .lockNotAvailable)
            #expect(error?.message.contains("pid \(pid), which has a lock on it") == true, "\(error?.message ?? "")")
            try await working?.value
            await worker.close()
        }
    }

    @Test("A refresh during the build is not lost", arguments: ["", "CONCURRENTLY "])
    func aRefreshIsNotLost(_ concurrently: String) async throws {
        try await TemporaryPostgreSQLDatabase.with { database, other in
            try await replacing(on: other, in: database) {
                try await other.query("INSERT INTO base.sales VALUES (1000, 'region new', 7, '2026-11-01')")
                try await other.query(sql: "REFRESH MATERIALIZED VIEW \(concurrently)report.daily")
                try await other.query(sql: "REFRESH MATERIALIZED VIEW \(concurrently)report.best")
            }.get()
            let rows = try await ViewChain.rows(on: other)
            #expect(rows.contains("daily region new 2026-11-01 14") && rows.contains("best region new 14"), "\(rows)")
            let missing = try await other.query(sql: "\(Self.newRows) EXCEPT SELECT * FROM report.daily")
            #expect(missing.isEmpty)
        }
    }

    @Test("Without a refresh, the data is as it was built")
    func dataThatNobodyRefreshedForIsAsItWasBuilt() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, other in
            try await replacing(on: other, in: database) {
                try await other.query("INSERT INTO base.sales VALUES (1000, 'region new', 7, '2026-11-01')")
            }.get()
            #expect(try await !ViewChain.rows(on: other).contains("daily region new 2026-11-01 14"))
        }
    }

    /// What another session does, and what the message must name.
    static let alterations: [(statement: String, named: String)] = [
        ("GRANT INSERT ON report.daily TO PUBLIC", "materialized view report.daily was altered"),
        ("GRANT SELECT (total) ON report.daily TO PUBLIC", "materialized view report.daily was altered"),
        ("COMMENT ON MATERIALIZED VIEW report.daily IS 'another'", "materialized view report.daily was altered"),
        ("COMMENT ON COLUMN report.daily.day IS 'another'", "materialized view report.daily was altered"),
        ("CREATE INDEX another ON report.daily (total)", "materialized view report.daily was altered"),
        ("DROP INDEX report.best_key", "materialized view report.best was altered"),
        ("COMMENT ON INDEX report.best_key IS NULL", "materialized view report.best was altered"),
        ("ALTER INDEX report.daily_key RENAME TO other_key", "materialized view report.daily was altered"),
        (
            "ALTER MATERIALIZED VIEW report.daily ALTER COLUMN total SET STATISTICS 7",
            "materialized view report.daily was altered"
        ),
        (
            "CREATE STATISTICS base.another ON region, day FROM report.daily",
            "materialized view report.daily was altered"
        ),
        (
            "ALTER MATERIALIZED VIEW report.best RENAME TO better",
            "materialized view report.best was altered or dropped"
        ),
        ("ALTER VIEW base.totals SET SCHEMA report", "view base.totals was altered or dropped"),
        (
            "CREATE OR REPLACE VIEW base.totals AS SELECT region, max(total)::numeric AS total FROM report.daily GROUP BY region",
            "view base.totals was altered"
        ),
        ("ALTER VIEW base.totals ALTER COLUMN total SET DEFAULT 3", "view base.totals was altered"),
        ("CREATE RULE another AS ON DELETE TO base.totals DO INSTEAD NOTHING", "view base.totals was altered"),
        (
            "CREATE FUNCTION base.watching() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM report.daily)",
            "watching(), which reads materialized view report.daily"
        ),
        ("DROP MATERIALIZED VIEW report.best", "materialized view report.best was altered or dropped"),
        ("DROP MATERIALIZED VIEW report.daily CASCADE", "materialized view report.daily was altered or dropped"),
        (
            "CREATE VIEW base.another AS SELECT region FROM report.daily",
            "another session has created view base.another"
        ),
        (
            "CREATE MATERIALIZED VIEW another AS SELECT region FROM base.totals",
            "another session has created materialized view public.another"
        ),
    ]

    @Test("An alteration stops the replacement, and is kept", arguments: alterations)
    func anAlterationStopsTheReplacementAndStays(statement: String, named: String) async throws {
        try await TemporaryPostgreSQLDatabase.with { database, other in
            var altered: CatalogSnapshot?
            let result = try await replacing(on: other, in: database) {
                try await other.query(sql: SQLStatement(statement))
                altered = try await CatalogSnapshot(other)
            }
            let error = #expect(throws: OperationError.self) { try result.get() }
            let message = error?.explanation.message ?? ""
            #expect(message.contains(named), "\(message)")
            let after = try await CatalogSnapshot(other)
            #expect(altered?.differences(to: after) == [])
        }
    }
}
