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
        ])
}
