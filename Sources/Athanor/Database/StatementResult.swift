/// The result of a statement: its rows, as a collection, and the number of affected rows.
public struct StatementResult: Sendable, Hashable, RandomAccessCollection {
    /// The names of the columns, in order; empty for statements that return no rows.
    public let columns: [String]
    /// The number of rows that the statement inserted, updated, deleted or returned, as the database counts them.
    public let affectedRows: Int
    private let values: [[Value]]
    /// The statement, for errors.
    private var statement: SQLStatement?

    /// Creates a result, as a database module does.
    /// - Parameters:
    ///   - columns: the names of the columns.
    ///   - values: the values of each row, one per column.
    ///   - affectedRows: the number of rows as the database counts them.
    package init(columns: [String], values: [[Value]], affectedRows: Int) {
        self.columns = columns
        self.values = values
        self.affectedRows = affectedRows
    }

    /// A result without rows.
    package static let empty = StatementResult(columns: [], values: [], affectedRows: 0)

    /// The result, whose errors show the statement.
    func of(_ statement: SQLStatement) -> StatementResult {
        var result = self
        result.statement = statement
        return result
    }

    /// 0.
    public var startIndex: Int { values.startIndex }
    /// The number of rows.
    public var endIndex: Int { values.endIndex }
    /// A row.
    public subscript(index: Int) -> ResultRow {
        ResultRow(columns: columns, values: values[index], statement: statement)
    }

    /// Whether columns, rows and counts are equal, whatever the statement is.
    public static func == (first: StatementResult, second: StatementResult) -> Bool {
        first.columns == second.columns && first.values == second.values && first.affectedRows == second.affectedRows
    }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(columns)
        hasher.combine(values)
        hasher.combine(affectedRows)
    }
}
