import Athanor

/// create orders, with rows
struct CreateOrders_t01: Revision {
    static let revision: RevisionID = "t01"
    static let downRevisions: [RevisionID] = []
    static let createDate = "2026-11-28 10:00:00+00:00"

    func upgrade(_ op: Operations) -> OperationList {
        let rows = op.arguments["rows"].flatMap { Int($0) } ?? 2000
        // This table has no key, so work that is done twice shows in it.
        op.createTable("audit", [.column("what", .text, nullable: false)])
        op.createTable(
            "orders",
            [
                .column("id", .integer, nullable: false),
                .column("customer", .text, nullable: false),
                .column("total", .integer, nullable: false),
                .primaryKey("id"),
            ])
        op.execute(
            """
            INSERT INTO orders (id, customer, total)
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows))
            SELECT i, 'customer ' || (i % 37), i * 7 % 1000 FROM n
            """)
    }

    func downgrade(_ op: Operations) -> OperationList {
        op.dropTable("orders")
        op.dropTable("audit")
    }
}
