internal import Athanor

extension DirectiveExampleGroup {
    private static let half = RoutineDefinition(
        "half", [.init("number", .integer)], kind: .function(returns: .type(.integer)), body: "SELECT number / 2",
        volatility: .immutable)
    private static let tidying = RoutineDefinition("tidy", kind: .procedure, body: "DELETE FROM orders")

    static let routines = DirectiveExampleGroup(
        title: "Functions and procedures",
        examples: [
            DirectiveExample("createRoutine") { op in
                op.createRoutine(
                    RoutineDefinition(
                        "half", [.init("number", .integer, default: 2)], kind: .function(returns: .type(.integer)),
                        body: "SELECT number / 2", volatility: .immutable, strict: true, securityDefiner: true,
                        parallel: .safe, settings: ["search_path": "pg_catalog"]))
            },
            DirectiveExample("createRoutine", given: ExampleTables.both) { op in
                op.createRoutine(RoutineDefinition("tidy", kind: .procedure, body: "DELETE FROM orders"))
            },
            DirectiveExample("replaceRoutine", given: { op in [op.createRoutine(half)] }) { op in
                op.replaceRoutine(
                    RoutineDefinition(
                        "half", [.init("number", .integer)], kind: .function(returns: .type(.integer)),
                        body: "SELECT (number + 1) / 2", volatility: .immutable),
                    was: RoutineDefinition(
                        "half", [.init("number", .integer)], kind: .function(returns: .type(.integer)),
                        body: "SELECT number / 2", volatility: .immutable))
            },
            DirectiveExample("dropFunction", given: { op in [op.createRoutine(half)] }) { op in
                op.dropFunction(
                    "half", [.integer],
                    was: RoutineDefinition(
                        "half", [.init("number", .integer)], kind: .function(returns: .type(.integer)),
                        body: "SELECT number / 2", volatility: .immutable))
            },
            DirectiveExample("dropProcedure", given: ExampleTables.both { op in op.createRoutine(tidying) }) { op in
                op.dropProcedure(
                    "tidy", was: RoutineDefinition("tidy", kind: .procedure, body: "DELETE FROM orders"))
            },
        ])

    static let privileges = DirectiveExampleGroup(
        title: "Privileges and owners",
        examples: [
            DirectiveExample("grant", given: ExampleTables.both) { op in
                op.grant([.select, .update("number", "total")], on: .tables(["orders"]), to: [.public])
            },
            DirectiveExample(
                "revoke",
                given: ExampleTables.both { op in
                    op.grant([.select], on: .all(.tables, inSchemas: ["public"]), to: [.public])
                }
            ) { op in
                op.revoke([.select], on: .tables(["orders"]), from: [.public])
            },
            DirectiveExample("setOwner", given: ExampleTables.both, leavesSchema: true) { op in
                op.setOwner(of: .table("orders"), to: .currentUser, was: .currentUser)
            },
        ])

    private static let own = PolicyDefinition("small", on: "orders", for: .select, using: "total < 100")
    private static let withPolicy: @Sendable (Operations) -> [any Operation] = { op in
        ExampleTables.both(op) + [op.createPolicy(own)]
    }

    static let policies = DirectiveExampleGroup(
        title: "Row-level security",
        examples: [
            DirectiveExample("enableRowSecurity", given: ExampleTables.both) { op in
                op.enableRowSecurity("orders")
            },
            DirectiveExample(
                "disableRowSecurity", given: ExampleTables.both { op in op.enableRowSecurity("orders") }
            ) { op in
                op.disableRowSecurity("orders")
            },
            DirectiveExample("forceRowSecurity", given: ExampleTables.both) { op in
                op.forceRowSecurity("orders")
            },
            DirectiveExample("createPolicy", given: ExampleTables.both) { op in
                op.createPolicy(
                    PolicyDefinition(
                        "small", on: "orders", restrictive: true, for: .update, to: [.public], using: "total < 100",
                        check: "total < 200"))
            },
            DirectiveExample("alterPolicy", given: withPolicy) { op in
                op.alterPolicy(
                    "small", on: "orders", PolicyChange(using: "total < 50"), was: PolicyChange(using: "total < 100"))
            },
            DirectiveExample("dropPolicy", given: withPolicy) { op in
                op.dropPolicy(
                    "small", on: "orders",
                    was: PolicyDefinition("small", on: "orders", for: .select, using: "total < 100"))
            },
            DirectiveExample("renamePolicy", given: withPolicy) { op in
                op.renamePolicy("small", on: "orders", to: "cheap")
            },
        ])

    static let comments = DirectiveExampleGroup(
        title: "Comments",
        examples: [
            DirectiveExample("comment", given: ExampleTables.both) { op in
                op.comment(on: .table("orders"), "What customers bought", was: "")
                op.comment(on: .column("orders", "total"), "In the customer's currency", was: "")
                op.comment(on: .constraint("orders_pkey", on: "orders"), "One number for each", was: "")
            }
        ])
}
