import Athanor

/// two concurrent builds with work in transactions between them
struct IndexBetweenWork_t04: Revision {
    static let revision: RevisionID = "t04"
    static let downRevisions: [RevisionID] = ["t03"]
    static let createDate = "2026-11-28 10:03:00+00:00"

    func upgrade(_ op: Operations) -> OperationList {
        op.execute("INSERT INTO audit VALUES ('t04 before')")
        op.createIndex(.index("gross", name: "orders_gross"), on: "orders", concurrently: true)
        op.execute("INSERT INTO audit VALUES ('t04 between')")
        op.createIndex(
            .unique("id", "customer", name: "orders_id_customer"), on: "orders", concurrently: true)
        op.execute("INSERT INTO audit VALUES ('t04 after')")
    }

    func downgrade(_ op: Operations) -> OperationList {
        op.execute("INSERT INTO audit VALUES ('t04 down')")
        op.dropIndex("orders_id_customer", concurrently: true)
        op.execute("INSERT INTO audit VALUES ('t04 further down')")
        op.dropIndex("orders_gross", concurrently: true)
    }
}
