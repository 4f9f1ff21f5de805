internal import Athanor

/// Tables that examples start from.
enum ExampleTables {
    /// A table that other tables refer to.
    static let customers = TableDefinition(
        "customers",
        [
            .column("id", .bigint, identity: .byDefault),
            .column("name", .text, nullable: false),
            .primaryKey("id"),
        ])

    /// A table that refers to ``customers``.
    static let orders = TableDefinition(
        "orders",
        [
            .column("id", .bigint, identity: .byDefault),
            .column("customer_id", .bigint),
            .column("number", .varchar(20)),
            .column("total", .integer),
            .primaryKey("id"),
        ])

    /// Creates ``customers`` and ``orders``.
    static let both: @Sendable (Operations) -> [any MigrationOperation] = { op in
        [op.createTable(customers), op.createTable(orders)]
    }

    /// Creates ``customers`` and ``orders``, and a schema if the database has schemas.
    static let withArchive: @Sendable (Operations) -> [any MigrationOperation] = { op in
        both(op) + (op.databaseKind == .postgreSQL ? [op.execute("CREATE SCHEMA archive")] : [])
    }

    /// Creates ``customers`` and ``orders``, and runs further operations.
    static func both(
        @OperationsBuilder and more: @escaping @Sendable (Operations) -> OperationList
    ) -> @Sendable (Operations) -> [any MigrationOperation] {
        { op in both(op) + more(op) }
    }
}
