internal import Athanor

/// An extension.
struct ExtensionObject: DefinedObject {
    /// The schema of its objects.
    let schema: ExactText
    /// The version.
    let version: ExactText
    /// Whether its objects can move to another schema.
    let isRelocatable: Bool

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let dialect = PostgreSQLDialect()
        let version = plan.policy.extensionVersions ? " VERSION \(dialect.quoteText(version.text))" : ""
        return [ChangeStatement("CREATE EXTENSION \(key.sql) WITH SCHEMA \(dialect.quote(schema.text))\(version)")]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("DROP EXTENSION \(key.sql)", [.breaksPrograms])]
    }

    func alteration(to new: ExtensionObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        let dialect = PostgreSQLDialect()
        var statements: [ChangeStatement] = []
        if schema != new.schema {
            guard isRelocatable else { return plan.replacement(of: key) }
            let move = "ALTER EXTENSION \(key.sql) SET SCHEMA \(dialect.quote(new.schema.text))"
            statements.append(ChangeStatement(move, [.breaksPrograms]))
        }
        if version != new.version, plan.policy.extensionVersions {
            let update = "ALTER EXTENSION \(key.sql) UPDATE TO \(dialect.quoteText(new.version.text))"
            statements.append(ChangeStatement(update))
        }
        return statements.isEmpty ? .nothing : .statements(statements)
    }
}
