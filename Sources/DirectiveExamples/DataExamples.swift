internal import Athanor

extension DirectiveExampleGroup {
    static let data = DirectiveExampleGroup(
        title: "Rows",
        examples: [
            DirectiveExample("bulkInsert", given: ExampleTables.both, leavesSchema: true) { op in
                op.bulkInsert(
                    "customers", columns: ["id", "name"],
                    rows: [[7, "Zosimos of Panopolis"], [8, "Maria Prophetissa"]], key: ["id"])
            },
            DirectiveExample("backfill", given: ExampleTables.both, leavesSchema: true) { op in
                op.backfill(
                    "orders", set: ["number": .expression("upper(number)")], where: "number <> upper(number)",
                    batchSize: 1000, pause: .milliseconds(50))
            },
        ])
}
