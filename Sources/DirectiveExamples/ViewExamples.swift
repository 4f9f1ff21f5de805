internal import Athanor

extension DirectiveExampleGroup {
    static let materializedViews = DirectiveExampleGroup(
        title: "Materialized views",
        examples: [
            DirectiveExample("createMaterializedView", given: ExampleTables.both) { op in
                op.createMaterializedView(
                    "sales", as: "SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id",
                    indexes: [.unique("customer_id")])
            },
            DirectiveExample(
                "dropMaterializedView",
                given: ExampleTables.both { op in
                    op.createMaterializedView("sales", as: "SELECT customer_id, total FROM orders")
                }
            ) { op in
                op.dropMaterializedView("sales")
            },
            DirectiveExample(
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
            DirectiveExample(
                "alteringAround",
                given: ExampleTables.both { op in
                    op.createView("paid_orders", as: "SELECT number, total FROM orders WHERE total > 0")
                    op.createMaterializedView(
                        "sales", as: "SELECT number, sum(total) AS total FROM paid_orders GROUP BY number",
                        indexes: [.unique("number")])
                }
            ) { op in
                op.alteringAround("orders", columns: ["number"]) {
                    op.alterColumn("orders", "number", type: .text, was: .column("number", .varchar(20)))
                }
            },
        ])
}
