import Athanor

/// a backfill by a key of two columns
struct RenumberLines_t09: Revision {
    static let revision: RevisionID = "t09"
    static let downRevisions: [RevisionID] = ["t08"]
    static let createDate = "2026-11-28 10:08:00+00:00"

    func upgrade(_ op: Operations) -> OperationList {
        op.createTable(
            "lines",
            [
                .column("order_id", .integer, nullable: false),
                .column("line", .integer, nullable: false),
                .column("amount", .integer, nullable: false),
                .primaryKey("order_id", "line"),
            ])
        op.execute("INSERT INTO lines SELECT id, id % 3, total FROM orders")
        op.backfill("lines", set: ["amount": .expression("amount + line + 1")], batchSize: 150)
    }

    func downgrade(_ op: Operations) -> OperationList {
        op.dropTable("lines")
    }
}
