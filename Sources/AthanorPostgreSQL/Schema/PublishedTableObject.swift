internal import Athanor

/// A table in a publication. Its path has the publication, and the schema and name of the table.
struct PublishedTableObject: DefinedObject {
    /// The published columns, sorted, since the server sorts them by position; `nil` for all.
    let columns: [ExactText]?
    /// The condition for published rows, as the server writes it.
    let condition: ExactText?

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let dialect = PostgreSQLDialect()
        let list = columns.map { " (\($0.map { dialect.quote($0.text) }.joined(separator: ", ")))" } ?? ""
        let limit = condition.map { " WHERE (\($0))" } ?? ""
        return [ChangeStatement("\(publication(key)) ADD TABLE ONLY \(table(key))\(list)\(limit)")]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement(removal(key), plan.isCreated(key) ? [] : [.breaksPrograms])]
    }

    /// The table is taken out and put back, since SET TABLE would change the other tables of the publication.
    func alteration(to new: PublishedTableObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        .statements([ChangeStatement(removal(key))] + new.creation(of: key, in: plan))
    }

    private func removal(_ key: SchemaObjectKey) -> String { "\(publication(key)) DROP TABLE ONLY \(table(key))" }

    private func publication(_ key: SchemaObjectKey) -> String {
        "ALTER PUBLICATION \(PostgreSQLDialect().quote(key.schema))"
    }

    private func table(_ key: SchemaObjectKey) -> String {
        SchemaObjectKey(.table, Array(key.path.dropFirst())).sql
    }
}
