import Athanor

/// count up totals: a row that is updated twice shows
struct CountUpTotals_t03: Revision {
    static let revision: RevisionID = "t03"
    static let downRevisions: [RevisionID] = ["t02"]
    static let createDate = "2026-11-28 10:02:00+00:00"

    func upgrade(_ op: Operations) -> OperationList {
        op.addColumn(.column("gross", .integer), to: "orders")
        op.backfill(
            "orders", set: ["total": .expression("total + 1"), "gross": .expression("total * 2")], batchSize: 100)
        op.execute("INSERT INTO audit VALUES ('t03')")
    }

    func downgrade(_ op: Operations) -> OperationList {
        op.execute("INSERT INTO audit VALUES ('t03 down')")
        op.backfill("orders", set: ["total": .expression("total - 1")], batchSize: 200)
        op.dropColumn("gross", from: "orders")
    }
}
