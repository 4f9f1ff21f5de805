internal import Athanor

extension OperationExampleGroup {
    private static let paid = ViewDefinition("paid_orders", as: "SELECT id, total FROM orders WHERE total > 0")
    private static let large = ViewDefinition("paid_orders", as: "SELECT id, total FROM orders WHERE total > 100")

    private static let inSchema: @Sendable (Operations) -> [any MigrationOperation] = { op in
        // The other databases have no schemas.
        ExampleTables.withArchive(op)
            + (op.databaseKind == .postgreSQL ? [op.createView("public.paid", as: "SELECT 1 AS one")] : [])
    }

    static let views = OperationExampleGroup(
        title: "Views",
        examples: [
            OperationExample("createView", given: ExampleTables.both) { op in
                op.createView(
                    "paid_orders", as: "SELECT id, total FROM orders WHERE total > 0", columns: ["id", "total"])
            },
            OperationExample("createView", given: ExampleTables.both) { op in
                op.createView(
                    ViewDefinition(
                        "paid_orders", as: "SELECT id, total FROM orders WHERE total > 0", checkOption: .cascaded,
                        securityBarrier: true, securityInvoker: true))
            },
            OperationExample("replaceView", given: ExampleTables.both { op in op.createView(paid) }) { op in
                op.replaceView(
                    ViewDefinition("paid_orders", as: "SELECT id, total FROM orders WHERE total > 100"),
                    was: ViewDefinition("paid_orders", as: "SELECT id, total FROM orders WHERE total > 0"))
            },
            OperationExample("dropView", given: ExampleTables.both { op in op.createView(paid) }) { op in
                op.dropView(
                    ViewDefinition("paid_orders", as: "SELECT id, total FROM orders WHERE total > 0"))
            },
            OperationExample("renameView", given: ExampleTables.both { op in op.createView(large) }) { op in
                op.renameView("paid_orders", to: "large_orders")
            },
            OperationExample(
                "setViewSchema",
                given: inSchema
            ) { op in
                op.setViewSchema("public.paid", to: "archive")
            },
        ])

    private static let noting = RoutineDefinition(
        "note_total", kind: .function(returns: .trigger), language: "plpgsql",
        body: "BEGIN NEW.total := coalesce(NEW.total, 0); RETURN NEW; END")
    private static let filling = TriggerDefinition(
        "fill_total", on: "orders", .before, [.insert, .updateOf(["total"])], when: "NEW.total IS NULL",
        .execute("note_total"))

    static let triggers = OperationExampleGroup(
        title: "Triggers",
        examples: [
            OperationExample("createTrigger", given: ExampleTables.both { op in op.createRoutine(noting) }) { op in
                op.createTrigger(
                    TriggerDefinition(
                        "fill_total", on: "orders", .before, [.insert, .updateOf(["total"])], when: "NEW.total IS NULL",
                        .execute("note_total")))
            },
            OperationExample("createTrigger", given: ExampleTables.both) { op in
                op.createTrigger(
                    TriggerDefinition(
                        "fill_total", on: "orders", .after, [.insert], when: "NEW.total IS NULL",
                        .statements("UPDATE orders SET total = 0 WHERE id = NEW.id;")))
            },
            OperationExample(
                "dropTrigger",
                given: ExampleTables.both { op in
                    op.createTrigger(
                        TriggerDefinition(
                            "fill_total", on: "orders", .after, [.insert],
                            .statements("UPDATE orders SET total = 0 WHERE id = NEW.id;")))
                }
            ) { op in
                op.dropTrigger(
                    TriggerDefinition(
                        "fill_total", on: "orders", .after, [.insert],
                        .statements("UPDATE orders SET total = 0 WHERE id = NEW.id;")))
            },
            OperationExample("dropTrigger", given: withTrigger) { op in
                op.dropTrigger(
                    TriggerDefinition(
                        "fill_total", on: "orders", .before, [.insert, .updateOf(["total"])], when: "NEW.total IS NULL",
                        .execute("note_total")))
            },
            OperationExample("renameTrigger", given: withTrigger) { op in
                op.renameTrigger("fill_total", on: "orders", to: "keep_total")
            },
            OperationExample(
                "renameTrigger",
                given: ExampleTables.both { op in
                    op.createTrigger(
                        TriggerDefinition(
                            "fill_total", on: "orders", .after, [.insert],
                            .statements("UPDATE orders SET total = 0 WHERE id = NEW.id;")))
                }
            ) { op in
                op.renameTrigger("fill_total", on: "orders", to: "keep_total")
            },
            OperationExample("disableTrigger", given: withTrigger) { op in
                op.disableTrigger("fill_total", on: "orders")
            },
            OperationExample(
                "enableTrigger", given: { op in withTrigger(op) + [op.disableTrigger("fill_total", on: "orders")] }
            ) { op in
                op.enableTrigger("fill_total", on: "orders")
            },
        ])

    private static let withTrigger: @Sendable (Operations) -> [any MigrationOperation] = { op in
        ExampleTables.both(op) + [op.createRoutine(noting), op.createTrigger(filling)]
    }
}
