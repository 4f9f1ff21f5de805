import Athanor
import Foundation
import TestSupport
import Testing

@Suite struct SwiftRevisionTests {
    struct CreateUsages: Revision {
        static let revision: RevisionID = "usages"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.execute(
                """
                CREATE TABLE usages (user_id int, day text);
                INSERT INTO usages VALUES (1, '2026-11-22'), (1, '2026-11-22'), (2, '2026-11-23');
                """)
        }

        func downgrade(_ op: Operations) -> OperationList {
            op.execute("DROP TABLE usages")
        }
    }

    struct CreateView: Revision {
        static let revision: RevisionID = "view"
        static let downRevisions: [RevisionID] = ["usages"]

        func upgrade(_ op: Operations) -> OperationList {
            op.createMaterializedView(
                "daily", as: "SELECT user_id, day, count(*) AS uses FROM usages GROUP BY user_id, day",
                indexes: [.unique("user_id", "day")])
        }

        func downgrade(_ op: Operations) -> OperationList {
            op.dropMaterializedView("daily")
        }
    }

    struct MoveData: Revision {
        static let revision: RevisionID = "data"
        static let downRevisions: [RevisionID] = ["view"]

        func upgrade(_ op: Operations) -> OperationList {
            op.execute("CREATE TABLE copies (day text)")
            op.run("copy days") { connection in
                for row in try await connection.query("SELECT DISTINCT day FROM usages ORDER BY day") {
                    try await connection.query(
                        sql: "INSERT INTO copies VALUES ($1)", [.text(try row["day", as: String.self] + "!")])
                }
            }
            op.execute("INSERT INTO copies VALUES ('\(op.arguments["last"] ?? "none")')")
        }
    }

    struct Refusal: Error {}

    struct Failing: Revision {
        static let revision: RevisionID = "failing"
        static let downRevisions: [RevisionID] = ["data"]

        func upgrade(_ op: Operations) -> OperationList {
            op.execute("CREATE TABLE half (id int)")
            op.run("refuse") { _ in throw Refusal() }
        }
    }

    static let entries = [
        RevisionEntry(CreateUsages.self, path: "Versions/usages.swift", message: "usages"),
        RevisionEntry(CreateView.self, path: "Versions/view.swift", message: "view"),
        RevisionEntry(MoveData.self, path: "Versions/data.swift", message: "data"),
        RevisionEntry(Failing.self, path: "Versions/failing.swift", message: "failing"),
    ]

    @Test("Views, data and code in one history, refreshed and logged", arguments: TestedDatabase.allCases)
    func wholeLife(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator(Self.entries, options: MigratorOptions(arguments: ["last": "given"]))
            try await migrator.upgrade(to: "data")
            let daily = "SELECT user_id, day, uses FROM daily ORDER BY user_id"
            #expect(try await bench.rows(daily) == ["1|2026-11-22|2", "2|2026-11-23|1"])
            #expect(
                try await bench.rows("SELECT day FROM copies ORDER BY day") == ["2026-11-22!", "2026-11-23!", "given"])

            try await bench.run("INSERT INTO usages VALUES (3, '2026-11-24')")
            #expect(try await bench.rows(daily).count == 2)
            let refresher = ViewRefresher(bench.address)
            let inspector = ViewInspector(bench.address)
            #expect(try await inspector.views().map(\.lastRefresh) == [.never])
            let report = try await refresher.refresh("daily")
            switch tested {
            case .postgreSQL: #expect(report.plan.strategy == .concurrently(uniqueIndex: "daily_user_id_day_key"))
            case .sqlite: #expect(report.plan.strategy == .isolated)
            }
            #expect(try await bench.rows(daily).last == "3|2026-11-24|1")
            let state = try #require(try await inspector.views(exact: true).first)
            #expect(state.view.materialized?.rows == .exact(3))
            #expect(
                state.view.materialized?.uniqueKey
                    == .usable(index: "daily_user_id_day_key", columns: ["user_id", "day"]))
            #expect(state.lastRefresh != .never)
            #expect(try await bench.log().last == "refresh|\(state.view.name)|done")

            await #expect(throws: PlanError.self) { try await migrator.downgrade(to: "view") }
            try await migrator.stamp(["view"])
            try await migrator.downgrade(to: "usages")
            #expect(try await inspector.views().isEmpty)
        }
    }

    @Test("An error of a revision's own code rolls the revision back", arguments: TestedDatabase.allCases)
    func ownError(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator(Self.entries)
            let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            #expect(failure?.cause is Refusal)
            #expect(failure?.finished.map(\.revision) == ["usages", "view", "data"])
            #expect(try await migrator.state().rows == ["data"])
            await #expect(throws: DatabaseFailure.self) { try await bench.rows("SELECT * FROM half") }
            #expect(try await bench.log().last == "upgrade|failing|failed")
        }
    }

    @Test("Who may not read the log still sees the views; who may not write it is told which rights are missing")
    func withoutRights() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator([sqlRevision("a", "CREATE MATERIALIZED VIEW v AS SELECT 1 AS id;")]).upgrade()
            let role = "athanor_stranger_\(ProcessInfo.processInfo.processIdentifier)"
            var options = MigratorOptions()
            options.connection.role = role
            try await bench.run(
                "CREATE ROLE \(role)",
                "GRANT \(role) TO CURRENT_USER",
                "GRANT USAGE ON SCHEMA public TO \(role)",
                "ALTER MATERIALIZED VIEW v OWNER TO \(role)")
            let stranger = ViewRefresher(bench.address, options: options)
            let looking = ViewInspector(bench.address, options: options)
            #expect(try await looking.views().map(\.lastRefresh) == [.hidden])
            let error = await #expect(throws: DatabaseFailure.self) { _ = try await stranger.refresh("v") }
            #expect(error?.advice?.contains("GRANT USAGE ON SCHEMA athanor") == true)
            try await bench.run("DROP OWNED BY \(role) CASCADE", "DROP ROLE \(role)")
        }
    }

    @Test("A refresh that fails leaves the view as it was and is on record", arguments: TestedDatabase.allCases)
    func failingRefresh(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([
                sqlRevision(
                    "a",
                    """
                    CREATE TABLE t (id int); INSERT INTO t VALUES (1);
                    CREATE MATERIALIZED VIEW v AS SELECT id FROM t;
                    CREATE UNIQUE INDEX v_id ON v (id);
                    """)
            ]).upgrade()
            try await bench.run("INSERT INTO t VALUES (1)")
            let refresher = ViewRefresher(bench.address)
            let failure = await #expect(throws: RefreshFailure.self) { _ = try await refresher.refresh("v") }
            #expect(failure?.explanation.state == "The view is as it was before.")
            #expect(try await bench.rows("SELECT id FROM v") == ["1"])
            #expect(try await bench.log().last?.hasSuffix("|failed") == true)
            let missing = await #expect(throws: ViewLookupError.self) { _ = try await refresher.refresh("w") }
            #expect(missing?.description.contains("\"w\"") == true)
        }
    }
}
