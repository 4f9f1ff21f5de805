internal import Athanor

extension OperationExampleGroup {
    private static let withState: @Sendable (Operations) -> [any MigrationOperation] = { op in
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

    static let enums = OperationExampleGroup(
        title: "Enum types",
        examples: [
            OperationExample("createEnum") { op in
                op.createEnum("order_state", ["open", "paid"])
            },
            OperationExample("dropEnum", given: { op in [op.createEnum("order_state", ["open", "paid"])] }) { op in
                op.dropEnum(EnumDefinition("order_state", ["open", "paid"]))
            },
            OperationExample("renameEnum", given: withState) { op in
                op.renameEnum("order_state", to: "state")
            },
            OperationExample("addEnumValue", given: withState) { op in
                op.addEnumValue("sent", to: "order_state", at: .after("paid"), ifNotExists: true)
            },
            OperationExample("renameEnumValue", given: withState) { op in
                op.renameEnumValue("gone", of: "order_state", to: "sent")
            },
            OperationExample("replaceEnumValues", given: withState) { op in
                op.replaceEnumValues(
                    "order_state", with: ["open", "paid", "sent"], mapping: ["gone": "sent"],
                    was: ["open", "paid", "gone"])
            },
        ])

    private static let positive = DomainDefinition(
        "amount", .integer, default: 1, nullable: false, checks: [.init("amount_positive", "VALUE > 0")])
    private static let withDomain: @Sendable (Operations) -> [any MigrationOperation] = { op in
        [op.createDomain(positive)]
    }

    static let domains = OperationExampleGroup(
        title: "Domains",
        examples: [
            OperationExample("createDomain") { op in
                op.createDomain(
                    DomainDefinition(
                        "amount", .integer, default: 1, nullable: false,
                        checks: [.init("amount_positive", "VALUE > 0")]))
            },
            OperationExample("alterDomain", given: withDomain) { op in
                op.alterDomain("amount", .setDefault(2, was: 1))
                op.alterDomain("amount", .setNullable(true))
                op.alterDomain("amount", .addCheck(.init("amount_small", "VALUE < 1000"), validated: false))
                op.alterDomain("amount", .validateCheck("amount_small"))
                op.alterDomain("amount", .dropCheck(.init("amount_positive", "VALUE > 0")))
            },
            OperationExample("dropDomain", given: withDomain) { op in
                op.dropDomain(
                    DomainDefinition(
                        "amount", .integer, default: 1, nullable: false,
                        checks: [.init("amount_positive", "VALUE > 0")]))
            },
            OperationExample("renameDomain", given: withDomain) { op in
                op.renameDomain("amount", to: "quantity")
            },
        ])
}
