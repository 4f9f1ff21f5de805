import Athanor

// The revisions of the guide Operations, with an operation of one's own.

/// create orders
struct CreateOrders_51c0ffee0a01: Revision {
    static let revision: RevisionID = "51c0ffee0a01"
    static let downRevisions: [RevisionID] = []

    func upgrade(_ op: Operations) -> OperationList {
        op.createTable(
            "customers",
            [
                .column("id", .bigint, identity: .byDefault),
                .column("name", .text, nullable: false),
                .primaryKey("id"),
            ])
        op.createTable(
            "orders",
            [
                .column("id", .bigint, identity: .byDefault),
                .column("customer_id", .bigint, nullable: false),
                .column("number", .varchar(20), nullable: false),
                .column("net", .numeric(10, 2), nullable: false, default: 0),
                .primaryKey("id"),
                .unique("customer_id", "number"),
                .check("net >= 0", name: "net_is_not_negative"),
                .foreignKey("customer_id", references: "customers", ["id"], onDelete: .cascade),
            ])
        op.createIndex(.index("number"), on: "orders")
    }
}

/// states of orders
struct StatesOfOrders_51c0ffee0a02: Revision {
    static let revision: RevisionID = "51c0ffee0a02"
    static let downRevisions: [RevisionID] = ["51c0ffee0a01"]

    func upgrade(_ op: Operations) -> OperationList {
        op.addColumn(.column("state", .text, nullable: false, default: "new"), to: "orders")
        op.alterColumn("net", of: "orders", .type(.numeric(12, 2), was: .numeric(10, 2)))
        op.dropConstraint(.check("net >= 0", name: "net_is_not_negative"), on: "orders")
        op.dropIndex(.index("number"), on: "orders")
    }
}

/// the first customers
struct FirstCustomers_51c0ffee0a06: Revision {
    static let revision: RevisionID = "51c0ffee0a06"
    static let downRevisions: [RevisionID] = ["51c0ffee0a02"]

    func upgrade(_ op: Operations) -> OperationList {
        op.bulkInsert(
            "customers", columns: ["id", "name"], rows: [[7, "Zosimos of Panopolis"], [8, "Maria Prophetissa"]],
            key: ["id"])
        op.execute(
            "UPDATE customers SET name = $1 WHERE id = $2", ["Mary the Jewess", 8],
            reverse: "UPDATE customers SET name = $1 WHERE id = $2", reverseValues: ["Maria Prophetissa", 8])
        op.backfill(
            "orders", set: ["state": .expression("upper(state)")], where: "state <> upper(state)", batchSize: 1000,
            pause: .milliseconds(50), reverse: "UPDATE orders SET state = lower(state)")
    }
}

/// forget the names
struct ForgetTheNames_51c0ffee0a03: Revision {
    static let revision: RevisionID = "51c0ffee0a03"
    static let downRevisions: [RevisionID] = ["51c0ffee0a02"]

    func upgrade(_ op: Operations) -> OperationList {
        op.dropColumn("name", from: "customers")
    }

    func downgrade(_ op: Operations) -> OperationList {
        .irreversible("the names of the customers are gone")
    }
}

/// Notes in the table `notes` that something was done to a table: an operation of one's own.
struct AddNote: MigrationOperation, Hashable {
    let table: QualifiedName
    let text: String

    var summary: String { "add a note on \(table)" }

    func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        let values: [Value] = [.text(table.description), .text(text)]
        switch database.kind {
        case .postgreSQL:
            return try database.steps("INSERT INTO notes VALUES ($1, $2, now())", values)
        case .sqlite:
            return try database.steps("INSERT INTO notes VALUES ($1, $2, CURRENT_TIMESTAMP)", values)
        default:
            throw OperationError(
                "notes are not made on \(database.displayName)", advice: "Say in AddNote how they are.")
        }
    }

    var inverse: Inverse { .operations([AddNote(table: table, text: "undone: \(text)")]) }
}

extension Operations {
    /// Adds a note on a table.
    func addNote(on table: QualifiedName, _ text: String) -> AddNote {
        AddNote(table: table, text: text)
    }
}

/// notes
struct Notes_51c0ffee0a04: Revision {
    static let revision: RevisionID = "51c0ffee0a04"
    static let downRevisions: [RevisionID] = ["51c0ffee0a03"]

    func upgrade(_ op: Operations) -> OperationList {
        op.addNote(on: "orders", "states were introduced")
    }
}
