import Athanor
import AthanorSQLite

/// create materialized view customer_totals
struct CreateCustomerTotals_t05: Revision {
    static let revision: RevisionID = "t05"
    static let downRevisions: [RevisionID] = ["t04"]
    static let createDate = "2026-11-28 10:04:00+00:00"

    func upgrade(_ op: Operations) -> OperationList {
        op.createMaterializedView(
            "customer_totals", as: "SELECT customer, sum(total) AS total FROM orders GROUP BY customer",
            indexes: [.unique("customer", name: "customer_totals_customer")])
    }

    func downgrade(_ op: Operations) -> OperationList {
        op.dropMaterializedView("customer_totals")
    }
}
