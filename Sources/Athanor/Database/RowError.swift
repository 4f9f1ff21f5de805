/// An error while reading a row.
public struct RowError: ExplainedError, Hashable {
    /// The kinds of problems.
    public enum Problem: Sendable, Hashable {
        /// The result has no column with this name.
        case noColumn(available: [String])
        /// The column is NULL, and the type is not optional.
        case null
        /// The value cannot be read as the type.
        case unreadable(Value, reason: String?)
    }

    /// The problem.
    public let problem: Problem
    /// The column that was asked for.
    public let column: String
    /// The type that was asked for.
    public let type: String
    /// The beginning of the statement, if it is known.
    public let statement: String?

    init(_ problem: Problem, column: String, type: String, statement: SQLStatement?) {
        self.problem = problem
        self.column = column
        self.type = type
        self.statement = statement?.excerpt
    }

    /// An error for a result without the column.
    package static func noColumn(_ column: String, available: [String]) -> RowError {
        RowError(.noColumn(available: available), column: column, type: "value", statement: nil)
    }

    /// An error for a value that the metadata tables do not hold.
    package static func unexpected(_ column: String, _ value: Value, wanted: String) -> RowError {
        RowError(.unreadable(value, reason: nil), column: column, type: wanted, statement: nil)
    }

    /// The column, the type and the beginning of the value, with the statement.
    public var explanation: Explanation {
        let notes = statement.map { [Explanation.Note(label: "STATEMENT", text: $0)] } ?? []
        switch problem {
        case .noColumn(let available):
            let names = available.map { "\"\($0)\"" }.joined(separator: ", ")
            return Explanation(
                "the result has no column \"\(column)\"", notes: notes,
                advice: available.isEmpty ? "It has no columns." : "Its columns are \(names).")
        case .null:
            return Explanation(
                "column \"\(column)\" is NULL, and \(type) is not optional", notes: notes,
                advice: "Read it as \(type)?.")
        case .unreadable(let value, let reason):
            return Explanation(
                "column \"\(column)\" holds \(Self.shown(value)), which is not of type \(type)"
                    + (reason.map { ": \($0)" } ?? ""), notes: notes)
        }
    }

    /// The kind of a value and its beginning, on one line.
    private static func shown(_ value: Value) -> String {
        switch value {
        case .null: return "NULL"
        case .boolean(let flag): return "the Boolean \(flag)"
        case .integer(let number): return "the integer \(number)"
        case .double(let number): return "the number \(number)"
        case .bytes(let bytes): return "\(bytes.count) byte\(bytes.count == 1 ? "" : "s")"
        case .text(let text):
            let beginning = String(String.UnicodeScalarView(text.unicodeScalars.prefix(longestText)))
            let isWhole = beginning.utf8.count == text.utf8.count
            return "the text \"\(beginning.onOneLine)\(isWhole ? "" : "…")\""
        }
    }

    private static let longestText = 40
}
