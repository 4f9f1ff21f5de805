import Athanor

/// index orders while others write
struct IndexOrders_t02: Revision {
    static let revision: RevisionID = "t02"
    static let downRevisions: [RevisionID] = ["t01"]
    static let createDate = "2026-11-28 10:01:00+00:00"

    func upgrade(_ op: Operations) -> OperationList {
        op.createIndex(.index("customer", name: "orders_customer"), on: "orders", concurrently: true)
    }

    func downgrade(_ op: Operations) -> OperationList {
        op.dropIndex("orders_customer", concurrently: true)
    }
}
