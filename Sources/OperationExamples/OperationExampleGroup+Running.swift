internal import Athanor

extension OperationExampleGroup {
    static let running = OperationExampleGroup(
        title: "SQL and code",
        examples: [
            OperationExample("execute", given: ExampleTables.both, leavesSchema: true) { op in
                op.execute("INSERT INTO customers (id, name) VALUES (7, 'Zosimos'); DELETE FROM orders")
            },
            OperationExample("autocommit", given: ExampleTables.both, leavesSchema: true) { op in
                op.autocommit {
                    op.execute("VACUUM")
                }
            },
            OperationExample("with", given: ExampleTables.both) { op in
                op.with(lockTimeout: .seconds(30), statementTimeout: .minutes(10)) {
                    op.createIndex(.index("number", name: "orders_number"), on: "orders")
                }
            },
            OperationExample("run", given: ExampleTables.both, leavesSchema: true) { op in
                op.run("name the customers") { connection in
                    for row in try await connection.query("SELECT id FROM customers") {
                        let id = try row["id", as: Int.self]
                        let name = "number \(id)"
                        try await connection.query("UPDATE customers SET name = \(name) WHERE id = \(id)")
                    }
                }
            },
        ])
}
