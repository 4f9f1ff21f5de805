internal import Athanor

/// The value that a column of a view gets where an INSERT into the view has none.
struct ViewColumnDefaultObject: DefinedObject {
    /// The expression, as the server writes it.
    let expression: ExactText

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("\(alteration(key)) SET DEFAULT \(expression)")]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("\(alteration(key)) DROP DEFAULT")]
    }

    func alteration(to new: ViewColumnDefaultObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        .statements(new.creation(of: key, in: plan))
    }

    private func alteration(_ key: SchemaObjectKey) -> String {
        "ALTER VIEW \(key.container(.view).sql) ALTER COLUMN \(PostgreSQLDialect().quote(key.name))"
    }
}
