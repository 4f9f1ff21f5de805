import Athanor
import Testing

@Suite struct InverseTests {
    static let op = Operations(databaseKind: DatabaseKind(name: "any"))

    /// A revision that implements only `upgrade`.
    struct OnlyUpgrade: Revision {
        static let revision: RevisionID = "only"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.createTable("orders", [.column("id", .bigint), .column("note", .text, default: "none")])
            op.addColumn(.column("state", .text), to: "orders")
            op.createIndex(.index("state"), on: "sales.orders")
            op.renameTable("sales.orders", to: "purchases")
            op.createMaterializedView("daily", as: "SELECT 1 AS one")
        }
    }

    struct DropsBlindly: Revision {
        static let revision: RevisionID = "blind"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.createTable("a", [.column("id", .bigint)])
            op.dropTable("b")
            op.dropColumn("d", from: "c")
        }
    }

    struct OnPurpose: Revision {
        static let revision: RevisionID = "purpose"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.dropTable("b")
        }

        func downgrade(_ op: Operations) -> OperationList {
            if op.arguments["reason"] == nil {
                .irreversible
            } else {
                .irreversible("the rows are gone")
            }
        }
    }

    @Test("A revision without a downgrade goes back by the inverses in reverse order")
    func derived() throws {
        #expect(
            try OnlyUpgrade().downgrade(Self.op).map(\.summary) == [
                "drop materialized view daily", "rename table sales.purchases to orders",
                "drop index sales.orders_state_idx", "alter table orders: drop column state", "drop table orders",
            ])
    }

    @Test("What has no inverse stands in the way back with its name and the reason")
    func named() throws {
        #expect(
            try DropsBlindly().downgrade(Self.op).map(\.summary) == [
                "cannot be undone: \"alter table c: drop column d\": it does not carry the column that it "
                    + "drops; give its definition instead of its name",
                "cannot be undone: \"drop table b\": it does not carry the table that it drops; give its definition "
                    + "instead of its name",
                "drop table a",
            ])
    }

    @Test("A downgrade that says .irreversible says so on purpose")
    func onPurpose() {
        #expect(
            OnPurpose().downgrade(Self.op).map(\.summary) == ["cannot be undone: the revision says `.irreversible`"])
        let given = Operations(databaseKind: DatabaseKind(name: "any"), arguments: ["reason": "x"])
        #expect(OnPurpose().downgrade(given).map(\.summary) == ["cannot be undone: the rows are gone"])
    }

    @Test("Undoing what undoes an operation is the operation again", arguments: invertible)
    func involution(_ operation: AnyDirective) throws {
        let undone = try #require(operation.inverse)
        #expect(undone.count == 1)
        #expect(try #require(undone.first?.inverse).map(\.value) == [operation.value])
    }

    @Test("Storage parameters that were not set are reset on the way back")
    func storage() throws {
        let set = Self.op.setTableStorage(
            "t", ["fillfactor": 70, "autovacuum_enabled": false], was: ["fillfactor": 90])
        guard case .operations(let undoing) = set.inverse else {
            Issue.record("it has no inverse")
            return
        }
        #expect(
            undoing as? [AlterTable] == [
                AlterTable(
                    "t", [.resetStorage(["autovacuum_enabled"], was: nil), .setStorage(["fillfactor": 90], was: nil)])
            ])
    }

    static let column = ColumnDefinition.column("c", .varchar(3), nullable: false, default: 1)
    static let invertible: [AnyDirective] = [
        AnyDirective(op.createTable("t", [.column("c", .text)])),
        AnyDirective(op.renameTable("s.t", to: "u")),
        AnyDirective(op.setTableSchema("s.t", to: "u")),
        AnyDirective(op.addColumn(column, to: "t")),
        AnyDirective(op.dropColumn(column, from: "t")),
        AnyDirective(op.renameColumn("a", of: "t", to: "b")),
        AnyDirective(op.alterColumn("c", of: "t", .type(.text, was: .varchar(3)))),
        AnyDirective(
            op.alterColumn(
                "c", of: "t", .type(.text, was: .varchar(3)), .dropNotNull, .dropDefault(was: 1), .rename(to: "d"),
                .comment("x", was: nil))
        ),
        AnyDirective(op.alterColumn("c", of: "t", .notNull)),
        AnyDirective(op.alterColumn("c", of: "t", .addIdentity(.always))),
        AnyDirective(op.addConstraint(.unique("c", name: "u"), on: "t")),
        AnyDirective(op.dropConstraint(.check("c > 0", name: "positive"), on: "t")),
        AnyDirective(op.renameConstraint("a", on: "t", to: "b")),
        AnyDirective(op.createIndex(.index("c", name: "i"), on: "s.t", concurrently: true)),
        AnyDirective(op.dropIndex(.unique("c", name: "i"), on: "t")),
        AnyDirective(op.renameIndex("s.i", to: "j")),
        AnyDirective(op.createMaterializedView("v", as: "SELECT 1")),
    ]
}

/// An operation that can be compared and shown by name.
struct AnyDirective: Sendable, CustomTestStringConvertible {
    let operation: any MigrationOperation
    let value: String

    init(_ operation: some MigrationOperation & Hashable) {
        self.init(any: operation)
    }

    private init(any operation: any MigrationOperation) {
        self.operation = operation
        value = "\(operation)"
    }

    var testDescription: String { operation.summary }

    var inverse: [AnyDirective]? {
        guard case .operations(let operations) = operation.inverse else { return nil }
        return operations.map(AnyDirective.init(any:))
    }
}
