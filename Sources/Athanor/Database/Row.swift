/// One row of a result, its values reached by column name.
public struct Row: Sendable, Hashable {
    /// The names of the columns, in order; one name may occur twice.
    public let columns: [String]
    /// The values, one a column.
    public let values: [Value]

    /// A row as a database room makes it.
    /// - Parameters:
    ///   - columns: the names of the columns.
    ///   - values: as many values.
    public init(columns: [String], values: [Value]) {
        self.columns = columns
        self.values = values
    }

    /// The value of the first column of that name.
    /// - Throws: ``RowError`` when there is no such column.
    public func value(_ column: String) throws(RowError) -> Value {
        guard let index = columns.firstIndex(of: column), index < values.count else {
            throw .noColumn(column, available: columns)
        }
        return values[index]
    }

    /// The text in a column.
    /// - Throws: ``RowError`` when there is no such column or it holds NULL or bytes.
    public func text(_ column: String) throws(RowError) -> String {
        guard let text = try textIfAny(column) else { throw .unexpected(column, .null, wanted: "text") }
        return text
    }

    /// The text in a column, `nil` for NULL. Numbers and truth values come as they print.
    /// - Throws: ``RowError`` when there is no such column or it holds bytes.
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

    /// The whole number in a column.
    /// - Throws: ``RowError`` when there is no such column or it holds something else.
    public func integer(_ column: String) throws(RowError) -> Int64 {
        guard let number = try integerIfAny(column) else { throw .unexpected(column, .null, wanted: "a whole number") }
        return number
    }

    /// The whole number in a column, `nil` for NULL.
    /// - Throws: ``RowError`` when there is no such column or it holds something else.
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

    /// The floating-point number in a column.
    /// - Throws: ``RowError`` when there is no such column or it holds something else.
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

    /// The truth value in a column; the integers 0 and 1 count, since SQLite has no other.
    /// - Throws: ``RowError`` when there is no such column or it holds something else.
    public func boolean(_ column: String) throws(RowError) -> Bool {
        let value = try value(column)
        switch value {
        case .boolean(let flag): return flag
        case .integer(0): return false
        case .integer(1): return true
        case .null, .integer, .double, .text, .bytes: throw .unexpected(column, value, wanted: "a truth value")
        }
    }
}

/// A row was asked for something it does not hold.
public enum RowError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no column of that name.
    case noColumn(String, available: [String])
    /// The column holds something else.
    case unexpected(String, Value, wanted: String)

    /// What was asked and what is there.
    public var description: String {
        switch self {
        case .noColumn(let column, let available):
            "the result has no column \"\(column)\"; its columns are \(available.joined(separator: ", "))"
        case .unexpected(let column, let value, let wanted):
            "column \"\(column)\" holds \(value), not \(wanted)"
        }
    }
}
