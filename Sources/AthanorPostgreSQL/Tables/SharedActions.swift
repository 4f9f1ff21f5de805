internal import Athanor

/// Actions for one shared ALTER TABLE statement.
///
/// The server does not keep their order but works in passes: it drops (columns, defaults, NOT NULL), converts types,
/// adds columns, sets NOT NULL, adds constraints, sets defaults (`AlterTablePass` in `tablecmds.c`). An expression
/// after USING is evaluated before all passes, with the columns as they were before the statement. So actions only
/// share a statement if they mean the same in that order.
struct SharedActions {
    /// The subject of an action.
    enum Subject: Hashable {
        /// A column that is added.
        case newColumn(String)
        /// A column that is dropped.
        case droppedColumn(String)
        /// A column's type, with the expression for the new values.
        case type(String, using: String?)
        /// Another property of a column.
        case column(String, Property)
        /// A constraint that is added.
        case newConstraint
    }

    /// A property of a column.
    enum Property: Hashable {
        /// The column itself: its existence, its identity, or its expression.
        case whole
        case type
        case nullability
        case `default`
    }

    private var texts: [String] = []
    private var properties: [ExactText: Set<Property>] = [:]
    private var addsColumn = false
    private var addsConstraint = false
    private var convertedColumns: Set<ExactText> = []

    /// Whether an action keeps its meaning after those already collected.
    func canTake(_ subject: Subject) -> Bool {
        switch subject {
        case .newConstraint:
            return true
        case .newColumn(let name):
            return !addsConstraint && properties[ExactText(name)] == nil
        case .droppedColumn(let name):
            // The column would be dropped before a column that is computed from it is added, and before values are
            // converted with it.
            return !addsConstraint && !addsColumn && convertedColumns.isEmpty && properties[ExactText(name)] == nil
        case .type(let name, let expression):
            // Types are converted before columns are added, which the expression may read.
            return !addsConstraint && !addsColumn && properties[ExactText(name)] == nil
                && !readsConvertedColumn(expression)
        case .column(let name, let property):
            guard !addsConstraint else { return false }
            guard let earlier = properties[ExactText(name)] else { return true }
            return property != .whole && !earlier.contains(.whole) && !earlier.contains(property)
        }
    }

    /// Whether an expression may read a column that is converted in this statement, and so would get its old value. A
    /// false match only costs a second statement.
    private func readsConvertedColumn(_ expression: String?) -> Bool {
        guard let expression = expression?.lowercased() else { return false }
        return convertedColumns.contains { expression.contains($0.text.lowercased().replacing("\"", with: "\"\"")) }
    }

    mutating func append(_ text: String, _ subject: Subject) {
        texts.append(text)
        switch subject {
        case .newConstraint: addsConstraint = true
        case .newColumn(let name):
            addsColumn = true
            properties[ExactText(name), default: []].insert(.whole)
        case .droppedColumn(let name): properties[ExactText(name), default: []].insert(.whole)
        case .type(let name, _):
            convertedColumns.insert(ExactText(name))
            properties[ExactText(name), default: []].insert(.type)
        case .column(let name, let property): properties[ExactText(name), default: []].insert(property)
        }
    }

    /// Returns the text after the table's name, and removes the actions; `nil` if there are none.
    mutating func take() -> String? {
        defer { self = SharedActions() }
        guard !texts.isEmpty else { return nil }
        let text = texts.joined(separator: ",\n    ")
        return text.contains("\n") ? "\n    \(text)" : " \(text)"
    }
}
