import Athanor

/// create materialized view for revenue
struct CreateMaterializedViewForRevenue_8b7e20c94d15: Revision {
    static let revision: RevisionID = "8b7e20c94d15"
    static let downRevisions: [RevisionID] = ["5d0c61a7f3e2"]
    static let createDate = "2026-11-30 09:20:31+00:00"

    func upgrade(_ op: Operations) -> OperationList {
        op.createMaterializedView(
            "revenue",
            as: """
                SELECT day, count(*) AS orders, sum(cents) AS cents
                FROM orders
                GROUP BY day
                """,
            indexes: [.unique("day")],
            refresh: .every(.seconds(1)))
    }
}
