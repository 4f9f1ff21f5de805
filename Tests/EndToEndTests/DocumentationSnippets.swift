import Athanor
import AthanorPostgreSQL
import AthanorServing
import AthanorTesting
import Foundation
import Logging
import ServiceLifecycle
import Testing

// The Swift that the documentation shows, compiled and run. `DocumentationTests` sees to it that each `swift` block stands
// here (or in the example) line by line.

/// What the build plugin makes of a `Versions` folder with the revisions that the pages show.
let discoveredRevisions = RevisionRegistry([
    .sql(path: "Versions/8d1f02c4b7a9_create_message_usages.sql", text: createMessageUsages),
    .swift(
        CreateMaterializedViewForDailyUsage_3f9a1c2e77b0.self, path: "Versions/3f9a1c2e77b0.swift",
        message: "create materialized view for daily_usage"),
    .swift(
        CollectMessageUsagesByRegion_c0de42d1a9b3.self, path: "Versions/c0de42d1a9b3.swift",
        message: "collect message_usages by region"),
])

private let createMessageUsages = """
    -- create message_usages
    --
    -- revision: 8d1f02c4b7a9
    -- down_revision:

    -- upgrade

    CREATE TABLE message_usages (
        id bigint PRIMARY KEY,
        user_id bigint NOT NULL,
        created_at timestamptz NOT NULL
    );

    INSERT INTO message_usages VALUES (1, 7, '2026-11-20 14:59+00'), (2, 8, '2026-11-20 15:00+00');

    -- downgrade

    DROP TABLE message_usages;
    """

/// create materialized view for daily_usage
struct CreateMaterializedViewForDailyUsage_3f9a1c2e77b0: Revision {
    static let revision: RevisionID = "3f9a1c2e77b0"
    static let downRevisions: [RevisionID] = ["8d1f02c4b7a9"]
    static let branchLabels: [BranchLabel] = []
    static let dependsOn: [String] = []
    static let createDate = "2026-11-22 16:42:10+09:00"

    func upgrade(_ op: Operations) -> OperationList {
        op.createMaterializedView(
            "daily_usage_matview",
            as: """
                SELECT user_id, date_trunc('day', created_at AT TIME ZONE 'Asia/Tokyo')::date AS target_date,
                       count(*) AS usage_count
                FROM message_usages
                GROUP BY user_id, target_date
                """,
            indexes: [.unique("user_id", "target_date", name: "idx_daily_usage_user_date")])
    }

    func downgrade(_ op: Operations) -> OperationList {
        op.dropMaterializedView("daily_usage_matview")
    }
}

/// collect message_usages by region
struct CollectMessageUsagesByRegion_c0de42d1a9b3: Revision {
    static let revision: RevisionID = "c0de42d1a9b3"
    static let downRevisions: [RevisionID] = ["3f9a1c2e77b0"]
    static let createDate = "2026-11-24 10:05:00+09:00"

    func upgrade(_ op: Operations) -> OperationList {
        op.execute("ALTER TABLE message_usages ADD COLUMN region text")
        op.run("set regions by user") { connection in
            for row in try await connection.query("SELECT DISTINCT user_id FROM message_usages") {
                let user = try row.integer("user_id")
                let region = user % 2 == 0 ? "east" : "west"
                try await connection.query(
                    "UPDATE message_usages SET region = $1 WHERE user_id = $2", [.text(region), .integer(user)])
            }
        }
        if op.databaseKind == .postgreSQL {
            op.autocommit {
                op.execute("VACUUM (ANALYZE) message_usages")
            }
        }
    }

    func downgrade(_ op: Operations) -> OperationList {
        op.execute("ALTER TABLE message_usages DROP COLUMN region")
    }
}

private let regionsFile = #"["east", "west"]"#

struct Regions: Revision {
    static let revision: RevisionID = "c0de42d1a9b3"
    static let downRevisions: [RevisionID] = []

    func upgrade(_ op: Operations) -> OperationList {
        op.createTable("regions", [.column("tenant", .text), .column("region", .text)])
    }
}

struct FirstRegions_5eedc0de4a11: Revision {
    static let revision: RevisionID = "5eedc0de4a11"
    static let downRevisions: [RevisionID] = ["c0de42d1a9b3"]

    func upgrade(_ op: Operations) throws -> OperationList {
        let tenant = try op.argument("tenant")
        let regions = try JSONDecoder().decode([String].self, from: Data(regionsFile.utf8))
        for region in regions {
            op.execute(
                "INSERT INTO regions VALUES ($1, $2)", [.text(tenant), .text(region)], reverse: "DELETE FROM regions")
        }
    }
}

@Suite("Documentation: Swift")
struct DocumentationSnippets {
    @Test("A revision that needs an argument and reads a file goes up, down and up again")
    func throwingRevision() async throws {
        let revisions = try OperationSnippets.revisions(Regions.self, FirstRegions_5eedc0de4a11.self)
        try await TemporaryPostgreSQLDatabase.with { database, _ in
            let options = MigratorOptions(arguments: ["tenant": "acme"])
            try await RoundTrip(database.address, revisions: revisions, options: options).check()
            await #expect(throws: PlanError.self) {
                try await Migrator(database.address, revisions: revisions).downgrade(to: .steps(-1))
            }
        }
    }

    @Test("Every revision can be undone")
    func roundTrip() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, _ in
            try await RoundTrip(database.address, revisions: try discoveredRevisions.revisionSet()).check()
        }
    }

    @Test("A server that starts finds its database up to date, and code refreshes views")
    func fromCode() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, connection in
            try await start(databaseURL: database.url.textWithPassword)
            let regions = try await connection.query("SELECT region FROM message_usages ORDER BY id")
            #expect(try regions.map { try $0.text("region") } == ["west", "east"])
            try await connection.query("CREATE MATERIALIZED VIEW user_usage AS SELECT user_id FROM message_usages")
            try await connection.query("INSERT INTO message_usages VALUES (3, 9, now())")
            try await refresh(databaseURL: database.url.textWithPassword)
            #expect(try await connection.query("SELECT user_id FROM user_usage").count == 3)
        }
    }

    private func start(databaseURL: String) async throws {
        let migrator = Migrator(
            try PostgreSQL().at(databaseURL), revisions: try discoveredRevisions.revisionSet())

        let pending = try await migrator.pending()
        if !pending.isEmpty {
            try await migrator.upgrade()
        }
    }

    private func refresh(databaseURL: String) async throws {
        let refresher = ViewRefresher(try PostgreSQL().at(databaseURL))
        let request = RefreshRequest(.named(["user_usage"]), withUpstream: true, jobs: 2)
        for view in try await refresher.plan(request).views {
            print("\(view.view): \(view.strategy.name), \(view.strategy.reason)")
        }
        let report = try await refresher.refresh(request)
        for result in report.results { print("\(result.plan.view): \(result.outcome.name)") }
        let stale = try await refresher.freshness().stale
        print("\(stale.count) are older than their targets")
    }

    @Test("A server keeps its views fresh beside its other work")
    func service() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, connection in
            try await connection.query("CREATE TABLE usages AS SELECT 7 AS user_id")
            try await connection.query("CREATE MATERIALIZED VIEW user_usage AS SELECT user_id FROM usages")
            try await connection.query("INSERT INTO usages VALUES (8)")
            let server = Server {
                while try await connection.query("SELECT user_id FROM user_usage").count < 2 {
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            // A group ends with an error when one of its services ends.
            await #expect(throws: ServiceGroupError.self) {
                try await serve(databaseURL: database.url.textWithPassword, beside: server)
            }
            #expect(try await connection.query("SELECT user_id FROM user_usage").count == 2)
        }
    }

    /// Stands for somebody's server.
    private struct Server: Service {
        let work: @Sendable () async throws -> Void

        func run() async throws { try await work() }
    }

    private func serve(databaseURL: String, beside server: some Service) async throws {
        let logger = Logger(label: "server")
        let views = try ViewRefreshService(
            try PostgreSQL().at(databaseURL), targets: ["user_usage": .every(.minutes(5))],
            keeping: KeepingOptions(jobs: 2))
        let group = ServiceGroup(services: [server, views], gracefulShutdownSignals: [.sigterm], logger: logger)
        try await group.run()
    }
}
