import Athanor
import AthanorSQLite

/// give customer_totals another definition
struct ReplaceCustomerTotals_t08: Revision {
    static let revision: RevisionID = "t08"
    static let downRevisions: [RevisionID] = ["t07"]
    static let createDate = "2026-11-28 10:07:00+00:00"

    func upgrade(_ op: Operations) -> OperationList {
        op.replaceMaterializedView(
            "customer_totals",
            as: "SELECT customer, sum(total) AS total, count(*) AS orders FROM orders GROUP BY customer")
    }

    func downgrade(_ op: Operations) -> OperationList {
        op.replaceMaterializedView(
            "customer_totals", as: "SELECT customer, sum(total) AS total FROM orders GROUP BY customer")
    }
}
