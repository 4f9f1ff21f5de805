internal import Athanor

extension OperationExampleGroup {
    static let data = OperationExampleGroup(
        title: "Rows",
        examples: [
            OperationExample("bulkInsert", given: ExampleTables.both, leavesSchema: true) { op in
                op.bulkInsert(
                    "customers", columns: ["id", "name"],
                    rows: [[7, "Zosimos of Panopolis"], [8, "Maria Prophetissa"]], key: ["id"])
            },
            OperationExample("backfill", given: ExampleTables.both, leavesSchema: true) { op in
                op.backfill(
                    "orders", set: ["number": .expression("upper(number)")], where: "number <> upper(number)",
                    batchSize: 1000, pause: .milliseconds(50))
            },
        ])
}
