internal import Athanor

/// A schema in a publication, which publishes all its tables. Its path has the publication and the schema.
struct PublishedSchemaObject: DefinedObject {
    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("\(publication(key)) ADD TABLES IN SCHEMA \(PostgreSQLDialect().quote(key.name))")]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let drop = "\(publication(key)) DROP TABLES IN SCHEMA \(PostgreSQLDialect().quote(key.name))"
        return [ChangeStatement(drop, plan.isCreated(key) ? [] : [.breaksPrograms])]
    }

    private func publication(_ key: SchemaObjectKey) -> String {
        "ALTER PUBLICATION \(PostgreSQLDialect().quote(key.schema))"
    }
}
