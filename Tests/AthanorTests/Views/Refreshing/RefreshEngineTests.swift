import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Athanor

/// Collects what happens in a refresh.
final class RefreshEvents: Sendable {
    private let seen = Mutex<[String]>([])

    /// Events as words: `start m`, `done m`.
    var all: [String] { seen.withLock { $0 } }

    func note(_ event: RefreshEvent) {
        let text: String? =
            switch event {
            case .started(let plan): "start \(plan.view.name)"
            case .ended(let result): "\(result.outcome.name) \(result.plan.view.name)"
            case .waiting, .retrying: nil
            }
        if let text { seen.withLock { $0.append(text) } }
    }
}

/// Refreshes of several views, on both databases.
@Suite struct RefreshEngineTests {
    /// Diamonds over two levels, one side of which goes through a plain view: g reads e and f, which read d, which reads b and
    /// c, which read a; and `alone`.
    private static let diamonds = sqlRevision(
        "a1",
        """
        CREATE TABLE t (x integer NOT NULL);
        INSERT INTO t VALUES (1);
        CREATE MATERIALIZED VIEW a AS SELECT x FROM t;
        CREATE VIEW plain AS SELECT x FROM a;
        CREATE MATERIALIZED VIEW b AS SELECT x FROM plain;
        CREATE MATERIALIZED VIEW c AS SELECT x FROM a;
        CREATE MATERIALIZED VIEW d AS SELECT b.x FROM b JOIN c ON b.x = c.x;
        CREATE MATERIALIZED VIEW e AS SELECT x FROM d;
        CREATE MATERIALIZED VIEW f AS SELECT x FROM d;
        CREATE MATERIALIZED VIEW g AS SELECT e.x FROM e JOIN f ON e.x = f.x;
        CREATE MATERIALIZED VIEW alone AS SELECT x FROM t;
        """)

    private static let sources = [
        "a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"], "e": ["d"], "f": ["d"], "g": ["e", "f"], "alone": [],
    ]

    private func refresher(_ bench: TestBench) -> ViewRefresher {
        ViewRefresher(bench.address)
    }

    private func names(_ plan: RefreshPlan) -> [String] { plan.views.map(\.view.name) }

    private func log(_ bench: TestBench) async throws -> [LogRecord] {
        try await bench.migrator([Self.diamonds]).log(LogFilter(kind: .refresh)).reversed()
    }

    /// The name of the view of an entry.
    private func view(_ record: LogRecord) -> String { record.subject.replacing("public.", with: "") }

    @Test(
        "Diamonds are refreshed in the order of what they read, each view once", arguments: TestedDatabase.allCases,
        [1, 4])
    func diamonds(_ tested: TestedDatabase, jobs: Int) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.diamonds]).upgrade()
            try await bench.run("INSERT INTO t VALUES (2), (3)")
            let events = RefreshEvents()
            let report = try await refresher(bench).refresh(
                RefreshRequest(.all, jobs: jobs),
                onPlan: { plan in
                    for view in plan.views {
                        #expect(view.after.map(\.name) == Self.sources[view.view.name])
                        #expect(view.expected == nil)
                    }
                }, onEvent: events.note)
            #expect(report.isComplete)
            #expect(Set(report.results.map(\.plan.view.name)) == Set(Self.sources.keys))
            #expect(report.results.count == Self.sources.count)
            let seen = events.all
            #expect(seen.count == 2 * Self.sources.count)
            for (view, sources) in Self.sources {
                let start = try #require(seen.firstIndex(of: "start \(view)"))
                for source in sources {
                    let done = try #require(seen.firstIndex(of: "done \(source)"))
                    #expect(done < start)
                }
            }
            // Had one been refreshed too early, it would hold one row.
            for view in Self.sources.keys { #expect(try await bench.rows("SELECT count(*) FROM \(view)") == ["3"]) }

            let records = Dictionary(uniqueKeysWithValues: try await log(bench).map { (view($0), $0) })
            #expect(Set(records.keys) == Set(Self.sources.keys))
            for (view, sources) in Self.sources {
                let entry = try #require(records[view]).entry
                for source in sources { #expect(try #require(records[source]).entry < entry) }
            }
            let again = try await refresher(bench).plan(RefreshRequest(.all))
            #expect(again.views.allSatisfy { $0.expected == records[$0.view.name]?.duration })
        }
    }

    @Test(
        "The views asked for come alone, or with what they read and what reads them", arguments: TestedDatabase.allCases
    )
    func selection(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.diamonds]).upgrade()
            func plan(_ names: [String], up: Bool = false, down: Bool = false) async throws -> [String] {
                self.names(
                    try await refresher(bench).plan(
                        RefreshRequest(.named(names), withUpstream: up, withDownstream: down)))
            }
            #expect(try await plan(["d"]) == ["d"])
            #expect(try await plan(["d", "a", "d"]) == ["a", "d"])
            #expect(try await plan(["d"], up: true) == ["a", "b", "c", "d"])
            #expect(try await plan(["e"], down: true) == ["e", "g"])
            #expect(try await plan(["b"], up: true, down: true) == ["a", "b", "d", "e", "f", "g"])
            // Nothing has been written.
            #expect(try await log(bench) == [])

            let report = try await refresher(bench).refresh(RefreshRequest(.named(["b"]), withDownstream: true))
            #expect(report.isComplete)
            #expect(Set(try await log(bench).map(view)) == ["b", "d", "e", "f", "g"])
        }
    }

    /// A view that cannot be refreshed any more, two levels of views that read it, and one that does not.
    private func prepareFailure(_ bench: TestBench, definition: String) async throws {
        try await bench.migrator([
            sqlRevision(
                "a1",
                """
                CREATE TABLE t (x integer NOT NULL);
                INSERT INTO t VALUES (1);
                CREATE MATERIALIZED VIEW bad AS \(definition);
                CREATE UNIQUE INDEX bad_key ON bad (x);
                CREATE MATERIALIZED VIEW first AS SELECT x FROM bad;
                CREATE MATERIALIZED VIEW second AS SELECT x FROM first;
                CREATE MATERIALIZED VIEW other AS SELECT x FROM t;
                """)
        ]).upgrade()
    }

    private func checkFailure(_ bench: TestBench) async throws -> RefreshFailure {
        let report = try await refresher(bench).refresh(RefreshRequest(.all, jobs: 2))
        #expect(!report.isComplete)
        var failure: RefreshFailure?
        for result in report.results {
            switch (result.plan.view.name, result.outcome) {
            case ("bad", .failed(let reason)): failure = reason
            case ("other", .done): break
            case ("first", .skipped(let cause)), ("second", .skipped(let cause)): #expect(cause.name == "bad")
            default: Issue.record("\(result.plan.view) is \(result.outcome.name)")
            }
        }
        let ended = report.results.map(\.plan.view.name)
        #expect(ended.count == 4)
        #expect(ended.filter { $0 != "other" } == ["bad", "first", "second"])
        let records = try await log(bench)
        #expect(Set(records.map { "\(view($0)) \($0.outcome)" }) == ["bad failed", "other done"])
        #expect(records.count == 2)
        let reason = try #require(failure)
        let record = try #require(records.first { view($0) == "bad" })
        #expect(record.detail == Explanation(of: reason.cause).message)
        #expect(record.refresh?.rowsAfter == nil)
        #expect(record.refresh?.strategy == reason.plan.strategy.name)
        #expect(reason.explanation.message.hasPrefix("refreshing \(reason.plan.view)"))
        #expect(reason.explanation.state == "The view is as it was before.")
        #expect(try await bench.rows("SELECT x FROM bad") == ["1"])
        await #expect(throws: RefreshFailure.self) { try await refresher(bench).refresh("bad") }
        return reason
    }

    @Test(
        "A view whose rows are not unique any more fails alone, and what reads it is left out",
        arguments: TestedDatabase.allCases)
    func duplicateKey(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await prepareFailure(bench, definition: "SELECT x FROM t")
            try await bench.run("INSERT INTO t VALUES (1)")
            _ = try await checkFailure(bench)
        }
    }

    @Test("So does one that divides by zero")
    func divisionByZero() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await prepareFailure(bench, definition: "SELECT 1 / x AS x FROM t")
            try await bench.run("INSERT INTO t VALUES (0)")
            let failure = try await checkFailure(bench)
            #expect((failure.cause as? DatabaseFailure)?.code == "22012")
        }
    }

    @Test("So does one on SQLite whose query gives other columns, or reads a table that is gone")
    func brokenDefinition() async throws {
        let exchanging = [("x", "z"), ("y", "x"), ("z", "y")].map { "ALTER TABLE u RENAME COLUMN \($0) TO \($1)" }
        for statements in [exchanging, ["DROP TABLE u"]] {
            try await TestedDatabase.sqlite.with { bench in
                try await bench.run("CREATE TABLE u (x, y)", "INSERT INTO u VALUES (1, 2)")
                try await prepareFailure(bench, definition: "SELECT * FROM u")
                try await bench.connected { connection in
                    for statement in statements { try await connection.query(sql: SQLStatement(statement)) }
                }
                _ = try await checkFailure(bench)
            }
        }
    }

    @Test(
        "A view that reads an empty one is planned with a warning, unless that comes before it",
        arguments: TestedDatabase.allCases)
    func upstreamNotPopulated(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([
                sqlRevision(
                    "a1",
                    """
                    CREATE TABLE t (x integer);
                    CREATE MATERIALIZED VIEW empty AS SELECT x FROM t WITH NO DATA;
                    CREATE VIEW plain AS SELECT x FROM empty;
                    CREATE MATERIALIZED VIEW reader AS SELECT x FROM plain WITH NO DATA;
                    """)
            ]).upgrade()
            let empty = QualifiedName(schema: tested == .sqlite ? nil : "public", name: "empty")
            func warnings(_ request: RefreshRequest) async throws -> [[RefreshWarning]] {
                try await refresher(bench).plan(request).views.map(\.warnings)
            }
            #expect(try await warnings(RefreshRequest(.named(["reader"]))) == [[.upstreamNotPopulated([empty])]])
            #expect(try await warnings(RefreshRequest(.named(["reader"]), withUpstream: true)) == [[], []])
            #expect(try await warnings(RefreshRequest(.all)) == [[], []])
            // Refreshed all the same, the database says no.
            let report = try await refresher(bench).refresh(RefreshRequest(.named(["reader"])))
            #expect(report.results.map(\.outcome.name) == ["failed"])
            #expect(try await refresher(bench).refresh(RefreshRequest(.all, jobs: 2)).isComplete)
            #expect(try await warnings(RefreshRequest(.named(["reader"]))) == [[]])
        }
    }

    @Test("A name that is no view's is refused before anything runs", arguments: TestedDatabase.allCases)
    func missing(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.diamonds]).upgrade()
            for request in [RefreshRequest.Views.named(["a", "nothing"]), .named(["t"])] {
                await #expect(throws: ViewLookupError.self) {
                    try await refresher(bench).refresh(
                        RefreshRequest(request), onPlan: { _ in Issue.record("there is no plan") },
                        onEvent: { _ in Issue.record("nothing happens") })
                }
            }
            #expect(try await log(bench) == [])
        }
    }

    @Test("The log keeps what a refresh did", arguments: TestedDatabase.allCases)
    func figures(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([
                sqlRevision(
                    "a1",
                    """
                    CREATE TABLE t (x integer, y integer);
                    INSERT INTO t VALUES (1, 1), (2, 2), (3, 3);
                    CREATE MATERIALIZED VIEW m AS SELECT x, y FROM t;
                    CREATE UNIQUE INDEX m_key ON m (x);
                    """)
            ]).upgrade()
            try await bench.run(
                "DELETE FROM t WHERE x = 1", "UPDATE t SET y = 9 WHERE x = 2", "INSERT INTO t VALUES (4, 4), (5, 5)")
            let result = try await refresher(bench).refresh("m")
            let records = try await log(bench)
            #expect(records.map(\.refresh) == [result.figures])
            let figures = try #require(result.figures)
            #expect(records.first?.detail == figures.strategy)
            #expect(figures.strategy == (tested == .sqlite ? "isolated" : "concurrently"))
            guard tested == .sqlite else { return }
            #expect(figures.changes == RowChanges(inserted: 2, updated: 1, deleted: 1))
            #expect(figures.rowsBefore == 3 && figures.rowsAfter == 4)
            #expect(figures.bytesBefore == figures.bytesAfter)
            let unchanged = try await refresher(bench).refresh("m").figures
            #expect(unchanged?.changes == RowChanges(inserted: 0, updated: 0, deleted: 0))
            #expect(unchanged?.rowsBefore == 4 && unchanged?.rowsAfter == 4)
        }
    }

    @Test("A refresh of a database file that is not there leaves none")
    func noFile() async throws {
        try await TestedDatabase.sqlite.with { bench in
            let path = try #require(String(bench.url.afterScheme).removingPercentEncoding)
            try? FileManager.default.removeItem(atPath: path)
            let report = try await refresher(bench).refresh(RefreshRequest(.all))
            #expect(report.results.isEmpty && report.isComplete)
            await #expect(throws: ViewLookupError.notFound("m", nearest: [])) {
                try await refresher(bench).refresh("m")
            }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test("Without materialized views nothing is done, and no table made", arguments: TestedDatabase.allCases)
    func noViews(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.run("CREATE TABLE t (x integer)")
            #expect(try await refresher(bench).refresh(RefreshRequest(.all)).results.isEmpty)
            await #expect(throws: DatabaseFailure.self) { try await bench.log() }
        }
    }

    @Test("A cancelled refresh is noted as cancelled, and the view is as it was", arguments: TestedDatabase.allCases)
    func cancelling(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let endless =
                tested == .postgreSQL
                ? "SELECT 1 AS x FROM pg_sleep(600)"
                : "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS x FROM n"
            try await bench.migrator([
                sqlRevision(
                    "a1",
                    """
                    CREATE MATERIALIZED VIEW endless AS \(endless) WITH NO DATA;
                    CREATE MATERIALIZED VIEW reader AS SELECT x FROM endless WITH NO DATA;
                    """)
            ]).upgrade()
            let (starts, starting) = AsyncStream.makeStream(of: Void.self)
            let refresher = refresher(bench)
            let run = Task {
                try await refresher.refresh(
                    RefreshRequest(.all),
                    onEvent: { event in
                        if case .started = event { starting.yield() }
                    })
            }
            for await _ in starts { break }
            run.cancel()
            await #expect(throws: CancellationError.self) { try await run.value }
            #expect(try await log(bench).map { "\(view($0)) \($0.outcome)" } == ["endless cancelled"])
            await #expect(throws: DatabaseFailure.self) { try await bench.rows("SELECT * FROM endless") }
        }
    }
}
