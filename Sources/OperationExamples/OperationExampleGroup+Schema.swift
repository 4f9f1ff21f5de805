internal import Athanor

extension OperationExampleGroup {
    private static let withArchive: @Sendable (Operations) -> [any MigrationOperation] = { op in
        [op.createSchema("archive")]
    }

    static let schemas = OperationExampleGroup(
        title: "Schemas",
        examples: [
            OperationExample("createSchema") { op in
                op.createSchema("archive", owner: .currentUser)
            },
            OperationExample("dropSchema", given: withArchive) { op in
                op.dropSchema("archive")
            },
            OperationExample("renameSchema", given: withArchive) { op in
                op.renameSchema("archive", to: "past")
            },
        ])

    private static let numbers: @Sendable (Operations) -> [any MigrationOperation] = { op in
        [
            op.createSchema("archive"),
            op.createSequence("public.numbers", options: SequenceOptions(start: 1000, increment: 1)),
        ]
    }

    static let sequences = OperationExampleGroup(
        title: "Sequences",
        examples: [
            OperationExample("createSequence", given: ExampleTables.both) { op in
                op.createSequence(
                    "numbers", type: .integer,
                    options: SequenceOptions(
                        start: 1000, increment: 10, minimum: 1, maximum: 9000, cache: 5, cycles: true),
                    ownedBy: .column("number", of: "orders"))
            },
            OperationExample("alterSequence", given: numbers) { op in
                op.alterSequence("public.numbers", SequenceOptions(increment: 10), was: SequenceOptions(increment: 1))
            },
            OperationExample("restartSequence", given: numbers, leavesSchema: true) { op in
                op.restartSequence("public.numbers", with: 5000)
            },
            OperationExample("dropSequence", given: numbers) { op in
                op.dropSequence(
                    SequenceDefinition("public.numbers", options: SequenceOptions(start: 1000, increment: 1)))
            },
            OperationExample("renameSequence", given: numbers) { op in
                op.renameSequence("public.numbers", to: "counter")
            },
            OperationExample("setSequenceSchema", given: numbers) { op in
                op.setSequenceSchema("public.numbers", to: "archive")
            },
        ])

    static let extensions = OperationExampleGroup(
        title: "Extensions",
        examples: [
            OperationExample("createExtension", leavesSchema: true) { op in
                op.createExtension("plpgsql", ifNotExists: true)
            },
            OperationExample("updateExtension", leavesSchema: true) { op in
                op.updateExtension("plpgsql")
            },
            OperationExample("dropExtension", leavesSchema: true) { op in
                op.dropExtension("hstore", ifExists: true)
            },
        ])
}
