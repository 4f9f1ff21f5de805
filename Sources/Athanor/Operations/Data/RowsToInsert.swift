/// Rows that go into a table in one go, as typed values.
public struct RowsToInsert: Sendable, Hashable {
    /// The table.
    public let table: QualifiedName
    /// The columns that get values, in order.
    public let columns: [String]
    /// The rows, each with as many values as there are columns.
    public let rows: [[Value]]

    /// Rows for a table.
    public init(table: QualifiedName, columns: [String], rows: [[Value]]) {
        self.table = table
        self.columns = columns
        self.rows = rows
    }

    /// `insert N rows into TABLE`.
    public var summary: String { "insert \(rows.count) row\(rows.count == 1 ? "" : "s") into \(table)" }

    /// The statements that insert them, at most so many rows each, with the values bound.
    /// - Parameter conflictClause: what stands behind `INSERT` (``Catalog/conflictClause(for:)``).
    /// - Throws: ``OperationError`` for a name that the database would not keep.
    public func statements(
        _ dialect: any Dialect, rowsEach: Int = 100, conflictClause: String = ""
    ) throws(OperationError) -> [Statement] {
        let verb = conflictClause.isEmpty ? "INSERT" : "INSERT \(conflictClause)"
        let opening = "\(verb) INTO \(try dialect.identifier(table)) (\(try dialect.identifiers(columns)))"
        return stride(from: 0, to: rows.count, by: rowsEach).map { start in
            let part = rows[start..<min(start + rowsEach, rows.count)]
            var number = 0
            let lines = part.map { row in
                let placeholders = row.map { _ in
                    number += 1
                    return "$\(number)"
                }
                return "(\(placeholders.joined(separator: ", ")))"
            }
            return Statement("\(opening)\nVALUES \(lines.joined(separator: ",\n    "))", part.flatMap(\.self))
        }
    }
}

extension RowsToInsert {
    /// The statement that inserts the first row, to be used for all of them; `nil` when there is none.
    /// - Parameter conflictClause: what stands behind `INSERT` (``Catalog/conflictClause(for:)``).
    /// - Throws: ``OperationError`` for a name that the database would not keep.
    public func firstRowStatement(
        _ dialect: any Dialect, conflictClause: String = ""
    ) throws(OperationError) -> Statement? {
        try RowsToInsert(table: table, columns: columns, rows: Array(rows.prefix(1)))
            .statements(dialect, conflictClause: conflictClause).first
    }
}

/// Inserts rows, all at once.
public struct BulkInsert: Operation, Hashable {
    /// The rows.
    public let rows: RowsToInsert
    /// The columns by which the rows are found again, for the way back; none when there is none.
    public let key: [String]

    /// The operation. `op.bulkInsert` makes one.
    public init(_ rows: RowsToInsert, key: [String] = []) {
        self.rows = rows
        self.key = key
    }

    /// `insert N rows into TABLE`.
    public var summary: String { rows.summary }

    /// The rows.
    /// - Throws: ``OperationError`` when a row has another number of values than there are columns.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try rows.check(key: key, on: database.dialect)
        return rows.rows.isEmpty ? [] : [.rows(rows)]
    }

    /// Deleting the rows by their key.
    public var inverse: Inverse {
        key.isEmpty
            ? .impossible(because: "it does not say by which columns its rows are found again; name them with `key:`")
            : .operations([BulkDelete(rows, key: key)])
    }
}

/// Deletes rows by their key.
public struct BulkDelete: Operation, Hashable {
    /// The rows, with all their values, so that they can be inserted again.
    public let rows: RowsToInsert
    /// The columns by which the rows are found.
    public let key: [String]

    /// The operation. It is the inverse of ``BulkInsert``.
    public init(_ rows: RowsToInsert, key: [String]) {
        self.rows = rows
        self.key = key
    }

    /// `delete N rows from TABLE`.
    public var summary: String { "delete \(rows.rows.count) row\(rows.rows.count == 1 ? "" : "s") from \(rows.table)" }

    /// A statement each row.
    /// - Throws: ``OperationError`` when a key column is none of the rows' columns.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        let dialect = database.dialect
        try rows.check(key: key, on: dialect)
        let places = key.compactMap { rows.columns.map { ExactText($0) }.firstIndex(of: ExactText($0)) }
        let opening = "DELETE FROM \(try dialect.identifier(rows.table)) WHERE "
        return try rows.rows.map { row in
            var values: [Value] = []
            var conditions: [String] = []
            for (name, place) in zip(key, places) {
                let column = try dialect.identifier(name)
                if row[place] == .null {
                    conditions.append("\(column) IS NULL")
                } else {
                    values.append(row[place])
                    conditions.append("\(column) = $\(values.count)")
                }
            }
            let statement = Statement(opening + conditions.joined(separator: " AND "), values)
            return .statement(LoweredStatement(statement, command: "DELETE"))
        }
    }

    /// Inserting the rows.
    public var inverse: Inverse { .operations([BulkInsert(rows, key: key)]) }
}

extension RowsToInsert {
    fileprivate func check(key: [String], on dialect: any Dialect) throws(OperationError) {
        _ = try dialect.identifier(table)
        guard !columns.isEmpty else {
            throw OperationError("no columns are named for the rows of \(table)", advice: "Name them: columns: […].")
        }
        _ = try dialect.identifiers(columns)
        for (index, row) in rows.enumerated() where row.count != columns.count {
            throw OperationError(
                "row \(index + 1) for \(table) has \(row.count) values, and \(columns.count) columns are named",
                advice: "Give each row a value for every column; nil is NULL.")
        }
        if let missing = key.first(where: { !columns.map { ExactText($0) }.contains(ExactText($0)) }) {
            throw OperationError(
                "the key column \(missing) is none of the columns of the rows for \(table)",
                advice: "Name columns that the rows have values for.")
        }
    }
}

extension Operations {
    /// Inserts rows, all at once: values as they are, never pasted into SQL.
    ///
    /// PostgreSQL: `COPY … FROM STDIN`. SQLite: one prepared `INSERT`. Offline SQL: `INSERT` with the values written out.
    ///
    /// A row that breaks a constraint is an error, also on a table of SQLite that says `ON CONFLICT IGNORE` or `REPLACE`. For rows
    /// that may be passed over, write the `INSERT` with `op.execute`.
    /// - Parameters:
    ///   - table: the table.
    ///   - columns: the columns that get values.
    ///   - rows: the rows, each with a value for every column; `nil` is NULL.
    ///   - key: columns by which the rows are found again, so that they can be deleted on the way back.
    public func bulkInsert(
        _ table: QualifiedName, columns: [String], rows: [[Value]], key: [String] = []
    ) -> BulkInsert {
        BulkInsert(RowsToInsert(table: table, columns: columns, rows: rows), key: key)
    }
}
