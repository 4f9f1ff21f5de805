import Athanor

// The revisions that the README and the guides show. `DocumentationTests` compares each `swift` block with these files.

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
                let user = try row["user_id", as: Int.self]
                let region = user % 2 == 0 ? "east" : "west"
                try await connection.query(
                    "UPDATE message_usages SET region = \(region) WHERE user_id = \(user)")
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
