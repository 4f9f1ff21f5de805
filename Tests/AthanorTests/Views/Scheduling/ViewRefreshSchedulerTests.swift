import Athanor
import Foundation
import TestSupport
import Testing

/// Schedulers on real databases: driven by what they say, and by the log.
@Suite("Keeping views fresh")
struct ViewRefreshSchedulerTests {
    private static let revision = sqlRevision(
        "a",
        """
        CREATE TABLE t (id int);
        INSERT INTO t VALUES (1);
        CREATE MATERIALIZED VIEW v AS SELECT id FROM t;
        CREATE MATERIALIZED VIEW w AS SELECT id FROM v;
        CREATE MATERIALIZED VIEW idle AS SELECT id FROM t;
        """)

    private static func targets() -> [ExactText: FreshnessTarget] { ["v": .every(.seconds(1)), "w": .after("v")] }

    private static func refresher(_ bench: TestBench, _ targets: [ExactText: FreshnessTarget]) -> ViewRefresher {
        ViewRefresher(bench.address, targets: targets)
    }

    /// Runs schedulers until one of them says something, then stops them.
    private static func keep(
        _ refresher: ViewRefresher, copies: Int = 1,
        options: ViewRefreshScheduler.Options = ViewRefreshScheduler.Options(jitter: .zero),
        until isEnough: @escaping @Sendable (ViewRefreshScheduler.Event) async -> Bool
    ) async throws {
        let (events, posted) = AsyncStream.makeStream(of: ViewRefreshScheduler.Event.self)
        let schedulers = (0..<copies).map { _ in
            ViewRefreshScheduler(refresher, options: options) { posted.yield($0) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for scheduler in schedulers { group.addTask { try await scheduler.run() } }
            group.addTask {
                for await event in events where await isEnough(event) { break }
                for scheduler in schedulers { scheduler.stop() }
            }
            try await group.waitForAll()
        }
    }

    private actor Count {
        private(set) var number = 0
        func next() -> Int {
            number += 1
            return number
        }
    }

    private static func done(_ event: ViewRefreshScheduler.Event, _ view: String) -> Bool {
        guard case .refresh(.ended(let result)) = event, case .done = result.outcome else { return false }
        return result.plan.view.name == view
    }

    private static func moments(_ bench: TestBench, of view: String) async throws -> [(start: Date, end: Date)] {
        let migrator = try bench.migrator([revision])
        return try await migrator.log(LogFilter(kind: .refresh)).reversed()
            .filter { $0.outcome == .done && $0.subject.hasSuffix(view) }.map { ($0.startedAt, $0.endedAt) }
    }

    @Test(
        "Three schedulers refresh a view once each time it is due, and what follows it after each",
        arguments: TestedDatabase.allCases)
    func once(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.revision]).upgrade()
            let count = Count()
            try await Self.keep(Self.refresher(bench, Self.targets()), copies: 3) { event in
                guard Self.done(event, "w") else { return false }
                return await count.next() == 4
            }
            let v = try await Self.moments(bench, of: "v")
            let w = try await Self.moments(bench, of: "w")
            #expect(v.count >= 4)
            #expect(w.count >= 4)
            // None began before it was due, so none was done twice.
            for (earlier, later) in zip(v, v.dropFirst()) {
                #expect(later.start.timeIntervalSince(earlier.start) >= 0.999)
            }
            for (earlier, later) in zip(w, w.dropFirst()) {
                #expect(v.contains { earlier.start < $0.end && $0.end <= later.start })
            }
            #expect(try await bench.rows("SELECT count(*) FROM idle") == ["1"])
            #expect(try await !bench.log().contains { $0.contains("idle") })
        }
    }

    @Test("A view that fails is on record, is left alone for a while, and keeps no other waiting")
    func failing() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator([Self.revision]).upgrade()
            try await bench.run(
                "CREATE MATERIALIZED VIEW bad AS SELECT 1 / (id - 2) AS x FROM t", "INSERT INTO t VALUES (2)")
            let count = Count()
            let targets: [ExactText: FreshnessTarget] = ["v": .every(.seconds(1)), "bad": .every(.seconds(1))]
            let options = ViewRefreshScheduler.Options(
                backOff: BackOff(first: .seconds(600), longest: .seconds(600)), jitter: .zero)
            try await Self.keep(Self.refresher(bench, targets), options: options) { event in
                guard Self.done(event, "v") else { return false }
                return await count.next() == 3
            }
            let log = try await bench.log()
            #expect(log.filter { $0 == "refresh|public.bad|failed" }.count == 1)
            #expect(log.filter { $0 == "refresh|public.v|done" }.count >= 3)
            let bad = try #require(
                try await Self.refresher(bench, targets).freshness().views.first { $0.view.name == "bad" })
            #expect(bad.history?.failuresInARow == 1)
            #expect(bad.isStale)
        }
    }

    @Test("It lets what runs end when it is stopped")
    func stopping() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator([Self.revision]).upgrade()
            try await bench.run("CREATE MATERIALIZED VIEW slow AS SELECT pg_sleep(0.3)::text AS x WITH NO DATA")
            try await Self.keep(Self.refresher(bench, ["slow": .every(hours: 1)])) { event in
                if case .refresh(.started) = event { true } else { false }
            }
            #expect(try await bench.log().last == "refresh|public.slow|done")
        }
    }

    @Test("What has not ended in time is cancelled on the server, and on record as that")
    func cancelling() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator([Self.revision]).upgrade()
            try await bench.run("CREATE MATERIALIZED VIEW slow AS SELECT pg_sleep(600)::text AS x WITH NO DATA")
            let options = ViewRefreshScheduler.Options(jitter: .zero, stopWithin: .milliseconds(50))
            try await Self.keep(Self.refresher(bench, ["slow": .every(hours: 1)]), options: options) { event in
                if case .refresh(.started) = event { true } else { false }
            }
            #expect(try await bench.log().last == "refresh|public.slow|cancelled")
            let running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'REFRESH%' AND state = 'active'"
            #expect(try await bench.rows(running + " AND datname = current_database()") == ["0"])
        }
    }

    @Test("When its task is cancelled, what runs is cancelled on the server before it returns")
    func cancelledTask() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator([Self.revision]).upgrade()
            try await bench.run("CREATE MATERIALIZED VIEW slow AS SELECT pg_sleep(600)::text AS x WITH NO DATA")
            let (started, posted) = AsyncStream.makeStream(of: Void.self)
            let scheduler = ViewRefreshScheduler(Self.refresher(bench, ["slow": .every(hours: 1)])) { event in
                if case .refresh(.started) = event { posted.yield() }
            }
            let running = Task { try await scheduler.run() }
            for await _ in started { break }
            running.cancel()
            await #expect(throws: CancellationError.self) { try await running.value }
            #expect(try await bench.log().last == "refresh|public.slow|cancelled")
        }
    }

    @Test("It goes on when its connections are lost, and fails at once where it cannot begin")
    func reconnecting() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator([Self.revision]).upgrade()
            let seen = Count()
            let lost = Count()
            try await Self.keep(Self.refresher(bench, Self.targets())) { event in
                if case .failed = event { _ = await lost.next() }
                guard Self.done(event, "v") else { return false }
                let number = await seen.next()
                if number == 1 {
                    try? await bench.run(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()
                        """)
                }
                return number == 3
            }
            #expect(await lost.number >= 1)

            var nowhere = try #require(URLComponents(string: bench.url.textWithPassword))
            nowhere.path = "/no_such_database"
            let wrong = ViewRefresher(try bench.database.at(nowhere.string ?? ""))
            await #expect(throws: DatabaseFailure.self) { try await ViewRefreshScheduler(wrong).run() }
        }
    }
}
