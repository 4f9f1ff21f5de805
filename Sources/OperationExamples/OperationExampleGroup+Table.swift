internal import Athanor

extension OperationExampleGroup {
    static let tables = OperationExampleGroup(
        title: "Tables",
        examples: [
            OperationExample("createTable", given: { op in [op.createTable(ExampleTables.customers)] }) { op in
                op.createTable(
                    "orders",
                    [
                        .column("id", .bigint, identity: .always),
                        .column("customer_id", .bigint, nullable: false),
                        .column("number", .varchar(20), nullable: false),
                        .column("net", .numeric(10, 2), nullable: false, default: 0),
                        .column("gross", .numeric(10, 2), generated: .stored("net * 1.19")),
                        .column("placed_at", .timestamptz, default: .expression("CURRENT_TIMESTAMP")),
                        .primaryKey("id"),
                        .unique("customer_id", "number"),
                        .check("net >= 0", name: "net_is_not_negative"),
                        .foreignKey("customer_id", references: "customers", ["id"], onDelete: .cascade),
                    ],
                    comment: "What customers ordered")
            },
            OperationExample("createTable") { op in
                op.createTable(
                    "events",
                    [
                        .column("happened_at", .timestamptz, nullable: false),
                        .column("body", .jsonb),
                    ],
                    partitioning: .by("RANGE (happened_at)"))
                op.createTable(
                    "events_2026", [],
                    partitioning: .of("events", bound: "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"))
            },
            OperationExample("dropTable", given: ExampleTables.both) { op in
                op.dropTable("orders")
            },
            OperationExample("renameTable", given: ExampleTables.both) { op in
                op.renameTable("orders", to: "purchases")
            },
            OperationExample("alterTable", given: ExampleTables.both) { op in
                op.alterTable(
                    "orders",
                    [
                        .addColumn(.column("state", .text, nullable: false, default: "new"), ifNotExists: false),
                        .alterColumn("number", .setNullable(false)),
                        .addConstraint(.unique("number"), validated: true),
                    ])
            },
            OperationExample("setTableSchema", given: ExampleTables.withArchive) { op in
                op.setTableSchema("public.orders", to: "archive")
            },
            OperationExample("setTableStorage", given: ExampleTables.both) { op in
                op.setTableStorage("orders", ["fillfactor": 70], was: [:])
            },
        ])

    static let columns = OperationExampleGroup(
        title: "Columns",
        examples: [
            OperationExample("addColumn", given: ExampleTables.both) { op in
                op.addColumn(.column("state", .text, nullable: false, default: "new"), to: "orders")
            },
            OperationExample("dropColumn", given: ExampleTables.both) { op in
                op.dropColumn(.column("total", .integer), from: "orders")
            },
            OperationExample("renameColumn", given: ExampleTables.both) { op in
                op.renameColumn("total", of: "orders", to: "amount")
            },
            OperationExample("alterColumn", given: ExampleTables.both) { op in
                op.alterColumn(
                    "total", of: "orders", .type(.numeric(12, 2), was: .integer), .notNull, .default(0, was: .noDefault)
                )
            },
            OperationExample("alterColumn", given: ExampleTables.both) { op in
                op.alterColumn(
                    "number", of: "orders", .comment("As printed on the bill", was: nil))
            },
        ])

    static let constraints = OperationExampleGroup(
        title: "Constraints",
        examples: [
            OperationExample("addConstraint", given: ExampleTables.both) { op in
                op.addConstraint(.unique("customer_id", "number"), on: "orders")
            },
            OperationExample("addConstraint", given: ExampleTables.both) { op in
                op.addConstraint(
                    .foreignKey("customer_id", references: "customers", ["id"], onDelete: .setNull), on: "orders",
                    validated: false)
            },
            OperationExample(
                "validateConstraint",
                given: ExampleTables.both { op in
                    op.addConstraint(.check("total >= 0"), on: "orders", validated: false)
                }, leavesSchema: true, isUndoneWholly: false
            ) { op in
                op.validateConstraint("orders_check", on: "orders")
            },
            OperationExample(
                "dropConstraint",
                given: ExampleTables.both { op in
                    op.addConstraint(.unique("number"), on: "orders")
                }
            ) { op in
                op.dropConstraint(.unique("number"), on: "orders")
            },
            OperationExample(
                "renameConstraint",
                given: ExampleTables.both { op in
                    op.addConstraint(.check("total >= 0"), on: "orders")
                }
            ) { op in
                op.renameConstraint("orders_check", on: "orders", to: "total_is_not_negative")
            },
        ])

    static let indexes = OperationExampleGroup(
        title: "Indexes",
        examples: [
            OperationExample("createIndex", given: ExampleTables.both) { op in
                op.createIndex(
                    .unique("customer_id", .expression("lower(number)"), where: "total > 0"), on: "orders")
            },
            OperationExample("createIndex", given: ExampleTables.both) { op in
                op.createIndex(.index(.column("number", order: .descending)), on: "orders", concurrently: true)
            },
            OperationExample(
                "dropIndex",
                given: ExampleTables.both { op in
                    op.createIndex(.index("number"), on: "orders")
                }
            ) { op in
                op.dropIndex(.index("number"), on: "orders")
            },
            OperationExample(
                "renameIndex",
                given: ExampleTables.both { op in
                    op.createIndex(.index("number"), on: "orders")
                }
            ) { op in
                op.renameIndex("orders_number_idx", to: "orders_by_number")
            },
        ])
}
