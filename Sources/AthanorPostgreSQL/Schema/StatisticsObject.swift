internal import Athanor

/// A statistics object of a table or materialized view.
struct StatisticsObject: DefinedObject {
    /// The schema and name of the relation.
    let relation: [ExactText]
    /// `ndistinct`, `dependencies` and `mcv`; none for a single expression.
    let kinds: [ExactText]
    /// The columns, sorted, since the server sorts them by position.
    let columns: [ExactText]
    /// The expressions, as the server writes them.
    let expressions: [ExactText]
    /// The statistics target; `nil` for the default.
    let target: Int?

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        let dialect = PostgreSQLDialect()
        let kinds = self.kinds.isEmpty ? "" : " (\(self.kinds.map(\.text).joined(separator: ", ")))"
        let items = columns.map { dialect.quote($0.text) } + expressions.map { "(\($0))" }
        let create = """
            CREATE STATISTICS \(key.sql)\(kinds)
            ON \(items.joined(separator: ", "))
            FROM \(SchemaObjectKey(.table, relation).sql)
            """
        return [ChangeStatement(create)] + targetChanges(from: nil, key)
    }

    func alteration(to new: StatisticsObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        guard relation == new.relation, kinds == new.kinds, columns == new.columns, expressions == new.expressions
        else { return .replacement }
        return .statements(new.targetChanges(from: target, key))
    }

    private func targetChanges(from old: Int?, _ key: SchemaObjectKey) -> [ChangeStatement] {
        guard old != target else { return [] }
        return [ChangeStatement("ALTER STATISTICS \(key.sql) SET STATISTICS \(target ?? -1)")]
    }
}
