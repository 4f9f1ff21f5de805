internal import Athanor

extension DirectiveExampleGroup {
    private static let withArchive: @Sendable (Operations) -> [any Operation] = { op in [op.createSchema("archive")] }

    static let schemas = DirectiveExampleGroup(
        title: "Schemas",
        examples: [
            DirectiveExample("createSchema") { op in
                op.createSchema("archive", owner: .currentUser)
            },
            DirectiveExample("dropSchema", given: withArchive) { op in
                op.dropSchema("archive")
            },
            DirectiveExample("renameSchema", given: withArchive) { op in
                op.renameSchema("archive", to: "past")
            },
        ])

    private static let numbers: @Sendable (Operations) -> [any Operation] = { op in
        [
            op.createSchema("archive"),
            op.createSequence("public.numbers", options: SequenceOptions(start: 1000, increment: 1)),
        ]
    }

    static let sequences = DirectiveExampleGroup(
        title: "Sequences",
        examples: [
            DirectiveExample("createSequence", given: ExampleTables.both) { op in
                op.createSequence(
                    "numbers", type: .integer,
                    options: SequenceOptions(
                        start: 1000, increment: 10, minimum: 1, maximum: 9000, cache: 5, cycles: true),
                    ownedBy: .init("orders", "number"))
            },
            DirectiveExample("alterSequence", given: numbers) { op in
                op.alterSequence("public.numbers", SequenceOptions(increment: 10), was: SequenceOptions(increment: 1))
            },
            DirectiveExample("restartSequence", given: numbers, leavesSchema: true) { op in
                op.restartSequence("public.numbers", with: 5000)
            },
            DirectiveExample("dropSequence", given: numbers) { op in
                op.dropSequence(
                    "public.numbers",
                    was: SequenceDefinition("public.numbers", options: SequenceOptions(start: 1000, increment: 1)))
            },
            DirectiveExample("renameSequence", given: numbers) { op in
                op.renameSequence("public.numbers", to: "counter")
            },
            DirectiveExample("setSequenceSchema", given: numbers) { op in
                op.setSequenceSchema("public.numbers", to: "archive")
            },
        ])

    static let extensions = DirectiveExampleGroup(
        title: "Extensions",
        examples: [
            DirectiveExample("createExtension", leavesSchema: true) { op in
                op.createExtension("plpgsql", ifNotExists: true)
            },
            DirectiveExample("updateExtension", leavesSchema: true) { op in
                op.updateExtension("plpgsql")
            },
            DirectiveExample("dropExtension", leavesSchema: true) { op in
                op.dropExtension("hstore", ifExists: true)
            },
        ])
}
