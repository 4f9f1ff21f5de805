/// A row of a result, with access to values by column name.
public struct ResultRow: Sendable, Hashable {
    /// The names of the columns, in order. A name may occur twice.
    public let columns: [String]
    /// The values, one per column.
    public let values: [Value]

    /// Creates a row, as a database module does.
    /// - Parameters:
    ///   - columns: the names of the columns.
    ///   - values: the same number of values.
    public init(columns: [String], values: [Value]) {
        self.columns = columns
        self.values = values
    }

    /// Returns the value of the first column with this name.
    /// - Throws: ``RowError`` if there is no such column.
    public func value(_ column: String) throws(RowError) -> Value {
        guard let index = columns.firstIndex(of: column), index < values.count else {
            throw .noColumn(column, available: columns)
        }
        return values[index]
    }

    /// Returns the text in a column.
    /// - Throws: ``RowError`` if there is no such column, or it holds NULL or bytes.
    public func text(_ column: String) throws(RowError) -> String {
        guard let text = try textIfAny(column) else { throw .unexpected(column, .null, wanted: "text") }
        return text
    }

    /// Returns the text in a column, or `nil` for NULL. Numbers and Booleans are returned as they print.
    /// - Throws: ``RowError`` if there is no such column, or it holds bytes.
    public func textIfAny(_ column: String) throws(RowError) -> String? {
        let value = try value(column)
        switch value {
        case .null: return nil
        case .text(let text): return text
        case .integer(let number): return String(number)
        case .double(let number): return String(number)
        case .boolean(let flag): return flag ? "true" : "false"
        case .bytes: throw .unexpected(column, value, wanted: "text")
        }
    }

    /// Returns the integer in a column.
    /// - Throws: ``RowError`` if there is no such column, or it holds something else.
    public func integer(_ column: String) throws(RowError) -> Int64 {
        guard let number = try integerIfAny(column) else { throw .unexpected(column, .null, wanted: "a whole number") }
        return number
    }

    /// Returns the integer in a column, or `nil` for NULL.
    /// - Throws: ``RowError`` if there is no such column, or it holds something else.
    public func integerIfAny(_ column: String) throws(RowError) -> Int64? {
        let value = try value(column)
        switch value {
        case .null: return nil
        case .integer(let number): return number
        case .text(let text):
            guard let number = Int64(text) else { throw .unexpected(column, value, wanted: "a whole number") }
            return number
        case .boolean, .double, .bytes: throw .unexpected(column, value, wanted: "a whole number")
        }
    }

    /// Returns the floating-point number in a column.
    /// - Throws: ``RowError`` if there is no such column, or it holds something else.
    public func double(_ column: String) throws(RowError) -> Double {
        let value = try value(column)
        switch value {
        case .double(let number): return number
        case .integer(let number): return Double(number)
        case .text(let text):
            guard let number = Double(text) else { throw .unexpected(column, value, wanted: "a number") }
            return number
        case .null, .boolean, .bytes: throw .unexpected(column, value, wanted: "a number")
        }
    }

    /// Returns the Boolean in a column. Accepts the integers 0 and 1, because SQLite has no Booleans.
    /// - Throws: ``RowError`` if there is no such column, or it holds something else.
    public func boolean(_ column: String) throws(RowError) -> Bool {
        let value = try value(column)
        switch value {
        case .boolean(let flag): return flag
        case .integer(0): return false
        case .integer(1): return true
        case .null, .integer, .double, .text, .bytes: throw .unexpected(column, value, wanted: "a Boolean")
        }
    }
}

/// An error while reading a row.
public enum RowError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no column with this name.
    case noColumn(String, available: [String])
    /// The column holds something else.
    case unexpected(String, Value, wanted: String)

    /// The problem, with the available columns or the value found.
    public var description: String {
        switch self {
        case .noColumn(let column, let available):
            "the result has no column \"\(column)\"; its columns are \(available.joined(separator: ", "))"
        case .unexpected(let column, let value, let wanted):
            "column \"\(column)\" holds \(value), not \(wanted)"
        }
    }
}
