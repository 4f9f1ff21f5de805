/// A row of a result, with access to values by column name.
///
/// ```swift
/// let email = try row["email", as: String.self]
/// let region = try row["region", as: String?.self]
/// let account = try row.decode(Account.self)
/// ```
public struct ResultRow: Sendable, Hashable {
    /// The names of the columns, in order. A name may occur twice.
    public let columns: [String]
    /// The values, one per column.
    public let values: [Value]
    private let statement: SQLStatement?

    /// Creates a row, for tests of code that reads rows.
    /// - Parameters:
    ///   - columns: the names of the columns.
    ///   - values: the same number of values.
    public init(columns: [String], values: [Value]) { self.init(columns: columns, values: values, statement: nil) }

    init(columns: [String], values: [Value], statement: SQLStatement?) {
        self.columns = columns
        self.values = values
        self.statement = statement
    }

    /// Reads the first column with this name. NULL needs an optional type.
    /// - Throws: ``RowError`` if there is no such column, or its value is not of the type.
    public subscript<Read: SQLReadable>(_ column: String, as type: Read.Type) -> Read {
        get throws(RowError) {
            try read(value(of: column, as: type), of: column, as: type)
        }
    }

    /// Creates a value from the row: each property from the column with the name of its coding key.
    ///
    /// A column is read as by ``subscript(_:as:)`` if the property's type is ``SQLReadable``, else by the type's own
    /// decoding of a single value. An optional property needs its column too. A type that decodes a single value
    /// reads the only column.
    /// - Throws: ``RowError`` as ``subscript(_:as:)``; the errors of the type's own `init(from:)`.
    public func decode<Decoded: Decodable>(_ type: Decoded.Type = Decoded.self) throws -> Decoded {
        try Decoded(from: RowDecoder(row: self))
    }

    /// Returns the value of a column as it is.
    func value(of column: String, as type: Any.Type) throws(RowError) -> Value {
        guard let index = columns.firstIndex(of: column), index < values.count else {
            throw RowError(.noColumn(available: columns), column: column, type: "\(type)", statement: statement)
        }
        return values[index]
    }

    /// Reads a value of a column.
    func read<Read: SQLReadable>(_ value: Value, of column: String, as type: Read.Type) throws(RowError) -> Read {
        guard value != .null || Read.readsNull else {
            throw RowError(.null, column: column, type: "\(type)", statement: statement)
        }
        do throws(UnreadableValue) {
            return try Read(sqlValue: value)
        } catch {
            throw RowError(
                .unreadable(value, reason: error.reason), column: column, type: "\(type)", statement: statement)
        }
    }

    /// Returns the error for a value that a type cannot be decoded from.
    func refusal(of value: Value, in column: String, as type: Any.Type, because reason: String) -> RowError {
        RowError(.unreadable(value, reason: reason), column: column, type: "\(type)", statement: statement)
    }

    /// Whether columns and values are equal, whatever the statement is.
    public static func == (first: ResultRow, second: ResultRow) -> Bool {
        first.columns == second.columns && first.values == second.values
    }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(columns)
        hasher.combine(values)
    }
}
