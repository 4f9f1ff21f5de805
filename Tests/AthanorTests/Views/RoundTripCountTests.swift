import AthanorPostgreSQL
import AthanorTesting
import TestRelay
import TestSupport
import Testing

@testable import Athanor

/// How often commands about views wait for the server to answer: on a slow network, that is how long they take.
@Suite struct RoundTripCountTests {
    /// Views over views, some with a key, none analysed, with functions whose bodies are read anew.
    private func history(_ count: Int) -> [String] {
        let views = (1...count).map { number in
            let source = number % 3 == 0 ? "m\(number - 1)" : "t"
            let key = number % 2 == 0 ? "CREATE UNIQUE INDEX m\(number)_id ON m\(number) (id);" : ""
            return """
                CREATE MATERIALIZED VIEW m\(number) AS SELECT id, f() AS one FROM \(source); \(key)
                CREATE VIEW v\(number) AS SELECT id FROM m\(number);
                -- athanor: refresh m\(number) every 1 hour
                """
        }
        return [
            sqlRevision(
                "a",
                """
                CREATE TABLE t (id int); INSERT INTO t VALUES (1), (2); CREATE TABLE settings (one int);
                CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM public.settings); END';
                CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM settings); END';
                \(views.joined(separator: "\n"))
                """)
        ]
    }

    /// The round trips of each command, by its name.
    private func counts(_ views: Int) async throws -> [String: Int] {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator(history(views)).upgrade()
            let place = try await bench.rows(
                """
                SELECT split_part(current_setting('unix_socket_directories'), ',', 1) || '/.s.PGSQL.'
                           || current_setting('port'), current_user::text, current_database()::text
                """)[0].split(separator: "|").map(String.init)
            var counts: [String: Int] = [:]
            // One refresh of all before, so that there are histories to read.
            for name in [
                "refresh --all", "views", "views --exact", "views show", "views graph", "refresh --plan",
                "refresh --plan --concurrently", "refresh --stale --plan", "freshness", "current", "log",
                "check --revisions",
                "refresh a b … --plan", "upgrade", "downgrade --plan", "repair", "serve", "views graph a b …", "reseal",
                "stamp --purge",
                "stamp base",
            ] {
                try await sessionsHaveEnded(bench)
                let relay = try StatementRelay(to: place[0])
                defer { relay.close() }
                let address = try bench.database.at(
                    "postgresql://\(place[1])@127.0.0.1:\(relay.port)/\(place[2])?sslmode=disable&gssencmode=disable")
                let (inspector, refresher) = (ViewInspector(address), ViewRefresher(address))
                switch name {
                case "views": #expect(try await inspector.views().count == views * 2)
                case "views --exact": #expect(try await inspector.views(exact: true).count == views * 2)
                case "views show": _ = try await inspector.view("m1")
                case "views graph": _ = try await inspector.graph()
                case "refresh --plan": _ = try await refresher.plan(RefreshRequest(.all))
                case "refresh --plan --concurrently":
                    let settings = RefreshSettings(concurrently: .always)
                    _ = try await refresher.plan(RefreshRequest(.all, settings: settings))
                case "refresh --stale --plan": _ = try await refresher.plan(RefreshRequest(.stale))
                case "freshness": _ = try await refresher.freshness()
                case "current": _ = try await TestBench(address).migrator([sqlRevision("a", "")]).state()
                case "check --revisions": _ = try await TestBench(address).migrator(history(views)).checkRevisions()
                case "refresh a b … --plan":
                    let names = (1...views).map { "m\($0)" }
                    #expect(try await refresher.plan(RefreshRequest(.named(names))).views.count == views)
                case "upgrade": _ = try await TestBench(address).migrator(history(views)).upgrade()
                case "downgrade --plan":
                    let plan = try await TestBench(address).migrator(history(views)).plan(.downgrade, to: "base")
                    #expect(plan.revisions.count == 1)
                case "repair":
                    await #expect(throws: RepairError.self) {
                        try await TestBench(address).migrator(history(views)).repair("a", .tookEffect)
                    }
                case "serve": try await look(of: refresher)
                case "views graph a b …": _ = try await inspector.graph(of: (1...views).map { "m\($0)" })
                case "reseal": _ = try await TestBench(address).migrator(history(views)).updateChecksums(.all)
                case "stamp --purge":
                    _ = try await TestBench(address).migrator(history(views)).stamp(["head"], purge: true)
                case "stamp base": _ = try await TestBench(address).migrator(history(views)).stamp(["base"])
                case "log": _ = try await TestBench(address).migrator([sqlRevision("a", "")]).log(LogFilter(limit: 20))
                default: #expect(try await refresher.refresh(RefreshRequest(.all)).isComplete)
                }
                counts[name] = relay.roundTrips
            }
            return counts
        }
    }

    /// Waits until no session of the command before is there any more: its locks would be waited for, and it asked about.
    private func sessionsHaveEnded(_ bench: TestBench) async throws {
        try await bench.connected { connection in
            try await Task.wait {
                try await connection.rows(
                    """
                    SELECT pid FROM pg_stat_activity
                    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
                    """
                ).isEmpty
            }
        }
    }

    /// Has a scheduler look once.
    private func look(of refresher: ViewRefresher) async throws {
        let (looks, seen) = AsyncStream<Void>.makeStream()
        let scheduler = ViewRefreshScheduler(refresher) { event in
            if case .looked = event { seen.yield() }
        }
        let keeping = Task { try await scheduler.run() }
        for await _ in looks { break }
        scheduler.stop()
        try await keeping.value
    }

    @Test("Planning and looking need as many round trips for 30 views as for 3, and a refresh a few a view")
    func independentOfTheNumberOfViews() async throws {
        var (few, many) = (try await counts(3), try await counts(30))
        let (refreshesOfFew, refreshesOfMany) = (
            few.removeValue(forKey: "refresh --all"), many.removeValue(forKey: "refresh --all")
        )
        // One that grows with the views grows by 27, with every third of them by 9.
        #expect(few.keys == many.keys)
        let growing = many.compactMap { name, count in
            few[name].flatMap { abs(count - $0) > 4 ? (name, $0, count) : nil }
        }
        #expect(growing.isEmpty)
        let perView = try Double(#require(refreshesOfMany) - #require(refreshesOfFew)) / 27
        // On a busy machine a refresh may ask once more who is in its way.
        #expect(perView.rounded() <= 7, "\(perView)")
    }
}
