internal import Athanor

extension DirectiveExampleGroup {
    private static let withState: @Sendable (Operations) -> [any Operation] = { op in
        [
            op.createEnum("order_state", ["open", "paid", "gone"]),
            op.createTable(
                "sales",
                [
                    .column("id", .bigint), .column("state", .named("order_state"), default: .expression("'open'")),
                    .column("past", .array(.named("order_state"))),
                ]),
            op.createIndex(.index("state", where: "state = 'open'::order_state"), on: "sales"),
        ]
    }

    static let enums = DirectiveExampleGroup(
        title: "Enum types",
        examples: [
            DirectiveExample("createEnum") { op in
                op.createEnum("order_state", ["open", "paid"])
            },
            DirectiveExample("dropEnum", given: { op in [op.createEnum("order_state", ["open", "paid"])] }) { op in
                op.dropEnum("order_state", was: ["open", "paid"])
            },
            DirectiveExample("renameEnum", given: withState) { op in
                op.renameEnum("order_state", to: "state")
            },
            DirectiveExample("addEnumValue", given: withState) { op in
                op.addEnumValue("order_state", "sent", at: .after("paid"), ifNotExists: true)
            },
            DirectiveExample("renameEnumValue", given: withState) { op in
                op.renameEnumValue("order_state", "gone", to: "sent")
            },
            DirectiveExample("replaceEnumValues", given: withState) { op in
                op.replaceEnumValues(
                    "order_state", with: ["open", "paid", "sent"], mapping: ["gone": "sent"],
                    was: ["open", "paid", "gone"])
            },
        ])

    private static let positive = DomainDefinition(
        "amount", .integer, default: 1, nullable: false, checks: [.init("amount_positive", "VALUE > 0")])
    private static let withDomain: @Sendable (Operations) -> [any Operation] = { op in [op.createDomain(positive)] }

    static let domains = DirectiveExampleGroup(
        title: "Domains",
        examples: [
            DirectiveExample("createDomain") { op in
                op.createDomain(
                    DomainDefinition(
                        "amount", .integer, default: 1, nullable: false,
                        checks: [.init("amount_positive", "VALUE > 0")]))
            },
            DirectiveExample("alterDomain", given: withDomain) { op in
                op.alterDomain("amount", .setDefault(2, was: 1))
                op.alterDomain("amount", .setNullable(true))
                op.alterDomain("amount", .addCheck(.init("amount_small", "VALUE < 1000"), validated: false))
                op.alterDomain("amount", .validateCheck("amount_small"))
                op.alterDomain(
                    "amount", .dropCheck("amount_positive", was: .init("amount_positive", "VALUE > 0"), ifExists: false)
                )
            },
            DirectiveExample("dropDomain", given: withDomain) { op in
                op.dropDomain(
                    "amount",
                    was: DomainDefinition(
                        "amount", .integer, default: 1, nullable: false,
                        checks: [.init("amount_positive", "VALUE > 0")]))
            },
            DirectiveExample("renameDomain", given: withDomain) { op in
                op.renameDomain("amount", to: "quantity")
            },
        ])
}
