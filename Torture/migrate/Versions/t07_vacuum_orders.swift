import Athanor
import AthanorSQLite

/// vacuum, and rebuild an index
struct VacuumOrders_t07: Revision {
    static let revision: RevisionID = "t07"
    static let downRevisions: [RevisionID] = ["t06"]
    static let createDate = "2026-11-28 10:06:00+00:00"

    func upgrade(_ op: Operations) -> OperationList {
        op.execute(op.databaseKind == .sqlite ? "VACUUM" : "VACUUM (ANALYZE) orders")
        op.execute(
            op.databaseKind == .sqlite ? "REINDEX orders_customer" : "REINDEX INDEX CONCURRENTLY orders_customer")
        op.execute("INSERT INTO audit VALUES ('t07')")
    }

    func downgrade(_ op: Operations) -> OperationList {
        op.execute("INSERT INTO audit VALUES ('t07 down')")
    }
}
