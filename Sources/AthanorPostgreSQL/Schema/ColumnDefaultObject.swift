internal import Athanor

/// The default of a column.
struct ColumnDefaultObject: DefinedObject {
    /// The expression, as the server writes it.
    let expression: ExactText
    /// Whether the value differs by row, so that adding a column with the default rewrites the table.
    let isVolatile: Bool

    var isPartOfCreation: Bool { true }

    func creation(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("\(alter(key, plan)) SET DEFAULT \(expression)")]
    }

    func removal(of key: SchemaObjectKey, in plan: DifferencePlan) -> [ChangeStatement] {
        [ChangeStatement("\(alter(key, plan)) DROP DEFAULT")]
    }

    func alteration(to new: ColumnDefaultObject, of key: SchemaObjectKey, in plan: DifferencePlan) -> Alteration {
        isSameValue(as: new) ? .nothing : .statements(new.creation(of: key, in: plan))
    }

    /// Whether two defaults are the same integer, such as `2` and `'2'::bigint`.
    func isSameValue(as other: ColumnDefaultObject) -> Bool {
        if expression == other.expression { return true }
        guard let integer else { return false }
        return integer == other.integer
    }

    /// The value, if it is an integer.
    private var integer: Int64? {
        var text = Substring(expression.text)
        for type in ["smallint", "integer", "bigint"] {
            let cast = "'::\(type)"
            guard text.hasPrefix("'"), text.hasSuffix(cast) else { continue }
            text = text.dropFirst().dropLast(cast.count)
            return Int64(text)
        }
        if text.hasPrefix("("), text.hasSuffix(")") { text = text.dropFirst().dropLast() }
        return Int64(text)
    }

    private func alter(_ key: SchemaObjectKey, _ plan: DifferencePlan) -> String {
        "\(plan.alteringOnlyTable(of: key)) ALTER COLUMN \(key.quotedName)"
    }
}
