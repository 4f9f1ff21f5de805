internal import Athanor

extension OperationExampleGroup {
    private static let half = RoutineDefinition(
        "half", [.init("number", .integer)], kind: .function(returns: .type(.integer)), body: "SELECT number / 2",
        volatility: .immutable)
    private static let tidying = RoutineDefinition("tidy", kind: .procedure, body: "DELETE FROM orders")

    static let routines = OperationExampleGroup(
        title: "Functions and procedures",
        examples: [
            OperationExample("createRoutine") { op in
                op.createRoutine(
                    RoutineDefinition(
                        "half", [.init("number", .integer, default: 2)], kind: .function(returns: .type(.integer)),
                        body: "SELECT number / 2", volatility: .immutable, strict: true, securityDefiner: true,
                        parallel: .safe, settings: ["search_path": "pg_catalog"]))
            },
            OperationExample("createRoutine", given: ExampleTables.both) { op in
                op.createRoutine(RoutineDefinition("tidy", kind: .procedure, body: "DELETE FROM orders"))
            },
            OperationExample("replaceRoutine", given: { op in [op.createRoutine(half)] }) { op in
                op.replaceRoutine(
                    RoutineDefinition(
                        "half", [.init("number", .integer)], kind: .function(returns: .type(.integer)),
                        body: "SELECT (number + 1) / 2", volatility: .immutable),
                    was: RoutineDefinition(
                        "half", [.init("number", .integer)], kind: .function(returns: .type(.integer)),
                        body: "SELECT number / 2", volatility: .immutable))
            },
            OperationExample("dropFunction", given: { op in [op.createRoutine(half)] }) { op in
                op.dropFunction(
                    RoutineDefinition(
                        "half", [.init("number", .integer)], kind: .function(returns: .type(.integer)),
                        body: "SELECT number / 2", volatility: .immutable))
            },
            OperationExample("dropProcedure", given: ExampleTables.both { op in op.createRoutine(tidying) }) { op in
                op.dropProcedure(
                    RoutineDefinition("tidy", kind: .procedure, body: "DELETE FROM orders"))
            },
        ])

    static let privileges = OperationExampleGroup(
        title: "Privileges and owners",
        examples: [
            OperationExample("grant", given: ExampleTables.both) { op in
                op.grant([.select, .update("number", "total")], on: .tables(["orders"]), to: [.public])
            },
            OperationExample(
                "revoke",
                given: ExampleTables.both { op in
                    op.grant([.select], on: .all(.tables, inSchemas: ["public"]), to: [.public])
                }
            ) { op in
                op.revoke([.select], on: .tables(["orders"]), from: [.public])
            },
            OperationExample("setOwner", given: ExampleTables.both, leavesSchema: true) { op in
                op.setOwner(of: .table("orders"), to: .currentUser, was: .currentUser)
            },
        ])

    private static let own = PolicyDefinition("small", on: "orders", for: .select, using: "total < 100")
    private static let withPolicy: @Sendable (Operations) -> [any MigrationOperation] = { op in
        ExampleTables.both(op) + [op.createPolicy(own)]
    }

    static let policies = OperationExampleGroup(
        title: "Row-level security",
        examples: [
            OperationExample("enableRowSecurity", given: ExampleTables.both) { op in
                op.enableRowSecurity("orders")
            },
            OperationExample(
                "disableRowSecurity", given: ExampleTables.both { op in op.enableRowSecurity("orders") }
            ) { op in
                op.disableRowSecurity("orders")
            },
            OperationExample("forceRowSecurity", given: ExampleTables.both) { op in
                op.forceRowSecurity("orders")
            },
            OperationExample("createPolicy", given: ExampleTables.both) { op in
                op.createPolicy(
                    PolicyDefinition(
                        "small", on: "orders", restrictive: true, for: .update, to: [.public], using: "total < 100",
                        check: "total < 200"))
            },
            OperationExample("alterPolicy", given: withPolicy) { op in
                op.alterPolicy(
                    "small", on: "orders", PolicyChange(using: "total < 50"), was: PolicyChange(using: "total < 100"))
            },
            OperationExample("dropPolicy", given: withPolicy) { op in
                op.dropPolicy(
                    PolicyDefinition("small", on: "orders", for: .select, using: "total < 100"))
            },
            OperationExample("renamePolicy", given: withPolicy) { op in
                op.renamePolicy("small", on: "orders", to: "cheap")
            },
        ])

    static let comments = OperationExampleGroup(
        title: "Comments",
        examples: [
            OperationExample("comment", given: ExampleTables.both) { op in
                op.comment(on: .table("orders"), "What customers bought", was: nil)
                op.comment(on: .column("total", of: "orders"), "In the customer's currency", was: nil)
                op.comment(on: .constraint("orders_pkey", on: "orders"), "One number for each", was: nil)
            }
        ])
}
