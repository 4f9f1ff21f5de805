import Athanor

/// create materialized view for daily_usage
struct CreateMaterializedViewForDailyUsage_3f9a1c2e77b0: Revision {
    static let revision: RevisionID = "3f9a1c2e77b0"
    static let downRevisions: [RevisionID] = ["8d1f02c4b7a9"]
    static let createDate = "2026-11-22 16:42:10+09:00"

    func upgrade(_ op: Operations) -> OperationList {
        // The day in Tokyo, in each database's own SQL. SQLite knows no time zones, and Tokyo no summer time.
        let day =
            op.databaseKind == .sqlite
            ? "date(created_at, '+9 hours')"
            : "date_trunc('day', created_at AT TIME ZONE 'Asia/Tokyo')::date"
        op.createMaterializedView(
            "daily_usage_matview",
            as: """
                SELECT user_id, \(day) AS target_date, count(*) AS usage_count
                FROM message_usages
                GROUP BY user_id, target_date
                """,
            indexes: [.unique("user_id", "target_date", name: "idx_daily_usage_user_date")])
    }

    func downgrade(_ op: Operations) -> OperationList {
        op.dropMaterializedView("daily_usage_matview")
    }
}
