internal import Athanor

extension OperationExampleGroup {
    private static let sales: @Sendable (Operations) -> [any MigrationOperation] = ExampleTables.both { op in
        op.createMaterializedView("sales", as: "SELECT customer_id, total FROM orders")
    }

    private static let inSchema: @Sendable (Operations) -> [any MigrationOperation] = { op in
        // The other databases have no schemas.
        ExampleTables.withArchive(op)
            + (op.databaseKind == .postgreSQL
                ? [op.createMaterializedView("public.sales", as: "SELECT total FROM orders")] : [])
    }

    static let materializedViews = OperationExampleGroup(
        title: "Materialized views",
        examples: [
            OperationExample("createMaterializedView", given: ExampleTables.both) { op in
                op.createMaterializedView(
                    "sales", as: "SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id",
                    indexes: [.unique("customer_id")])
            },
            OperationExample("createMaterializedView", given: ExampleTables.both) { op in
                op.createMaterializedView(
                    "public.sales", as: "SELECT customer_id, total FROM orders", columns: ["customer", "total"],
                    indexes: [.index(.column("total", order: .descending), name: "by_total")], withData: false,
                    storage: ["fillfactor": 70], method: "heap", comment: "What was sold",
                    grants: [.grant(.select, to: [.public])], owner: .currentUser)
            },
            OperationExample("createMaterializedView", given: ExampleTables.both) { op in
                op.createMaterializedView(
                    "sales", as: "SELECT customer_id, total FROM orders",
                    refresh: .cron(try CronSchedule("0 4 * * *", timeZone: "Asia/Tokyo")))
            },
            OperationExample("setRefreshTarget", given: sales, leavesSchema: true) { op in
                op.setRefreshTarget("sales", to: .every(minutes: 5), was: .manual)
            },
            OperationExample("dropMaterializedView", given: sales) { op in
                op.dropMaterializedView(
                    MaterializedViewDefinition("sales", as: "SELECT customer_id, total FROM orders"))
            },
            OperationExample("dropMaterializedView", given: sales) { op in
                op.dropMaterializedView("sales", ifExists: true, dependents: .cascade)
            },
            OperationExample("renameMaterializedView", given: sales) { op in
                op.renameMaterializedView("sales", to: "turnover")
            },
            OperationExample("setMaterializedViewSchema", given: inSchema) { op in
                op.setMaterializedViewSchema("public.sales", to: "archive")
            },
            OperationExample(
                "replaceMaterializedView",
                given: ExampleTables.both { op in
                    op.createMaterializedView(
                        "sales", as: "SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id",
                        indexes: [.unique("customer_id")])
                    op.createView("large_sales", as: "SELECT customer_id, total FROM sales WHERE total > 100")
                }
            ) { op in
                op.replaceMaterializedView(
                    "sales",
                    as: """
                        SELECT customer_id, sum(total) AS total, count(*) AS orders
                        FROM orders
                        GROUP BY customer_id
                        """,
                    was: "SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id")
            },
            OperationExample(
                "alteringAround",
                given: ExampleTables.both { op in
                    op.createView("paid_orders", as: "SELECT number, total FROM orders WHERE total > 0")
                    op.createMaterializedView(
                        "sales", as: "SELECT number, sum(total) AS total FROM paid_orders GROUP BY number",
                        indexes: [.unique("number")])
                }
            ) { op in
                op.alteringAround("orders", columns: ["number"]) {
                    op.alterColumn("number", of: "orders", .type(.text, was: .varchar(20)))
                }
            },
        ])
}
