import Athanor

/// drop an index while others write, and its column
struct DropGross_t10: Revision {
    static let revision: RevisionID = "t10"
    static let downRevisions: [RevisionID] = ["t09"]
    static let createDate = "2026-11-28 10:09:00+00:00"

    func upgrade(_ op: Operations) -> OperationList {
        op.dropIndex("orders_gross", concurrently: true)
        op.dropColumn("gross", from: "orders")
        op.execute("INSERT INTO audit VALUES ('t10')")
    }

    func downgrade(_ op: Operations) -> OperationList {
        op.addColumn(.column("gross", .integer), to: "orders")
        op.backfill("orders", set: ["gross": .expression("total * 2")], batchSize: 500)
        op.createIndex(.index("gross", name: "orders_gross"), on: "orders", concurrently: true)
    }
}
