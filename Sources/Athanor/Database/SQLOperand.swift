/// An operand of one of Athanor's own statements.
enum SQLOperand: Sendable {
    /// A value that the statement binds.
    case value(Value)
    /// An SQL expression that the database evaluates when the statement runs. A script needs it for facts that its
    /// writer does not know.
    case expression(String)
}

/// The values that a statement binds, while its text is being written.
struct BoundValues {
    /// The values of the placeholders, in order.
    private(set) var values: [Value] = []

    /// Returns the text of an operand: the next placeholder, or the expression.
    mutating func callAsFunction(_ operand: SQLOperand) -> String {
        switch operand {
        case .value(let value):
            values.append(value)
            return "$\(values.count)"
        case .expression(let expression):
            return expression
        }
    }

    /// Returns the placeholder of a text.
    mutating func callAsFunction(_ text: String) -> String { self(.value(.text(text))) }
}
