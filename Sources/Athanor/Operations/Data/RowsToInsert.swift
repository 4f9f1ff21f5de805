/// Rows to insert into a table at once, as typed values.
public struct RowsToInsert: Sendable, Hashable {
    /// The table.
    public let table: QualifiedName
    /// The columns that get values, in order.
    public let columns: [String]
    /// The rows, each with one value per column.
    public let rows: [[Value]]

    /// Rows for a table.
    public init(table: QualifiedName, columns: [String], rows: [[Value]]) {
        self.table = table
        self.columns = columns
        self.rows = rows
    }

    /// `insert N rows into TABLE`.
    public var summary: String { "insert \(rows.count) row\(rows.count == 1 ? "" : "s") into \(table)" }

    /// The statements that insert the rows, with bound values.
    /// - Parameters:
    ///   - dialect: the SQL of the database.
    ///   - rowsEach: the maximum number of rows per statement.
    ///   - conflictClause: the words after `INSERT` (``Catalog/conflictClause(for:)``).
    /// - Throws: ``OperationError`` for a name that the database cannot store.
    package func statements(
        _ dialect: any Dialect, rowsEach: Int = 100, conflictClause: String = ""
    ) throws(OperationError) -> [SQLStatement] {
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
            return SQLStatement("\(opening)\nVALUES \(lines.joined(separator: ",\n    "))", part.flatMap(\.self))
        }
    }
}

extension RowsToInsert {
    /// The statement that inserts the first row, to be reused for all rows; `nil` when there are no rows.
    /// - Parameters:
    ///   - dialect: the SQL of the database.
    ///   - conflictClause: the words after `INSERT` (``Catalog/conflictClause(for:)``).
    /// - Throws: ``OperationError`` for a name that the database cannot store.
    package func firstRowStatement(
        _ dialect: any Dialect, conflictClause: String = ""
    ) throws(OperationError) -> SQLStatement? {
        try RowsToInsert(table: table, columns: columns, rows: Array(rows.prefix(1)))
            .statements(dialect, conflictClause: conflictClause).first
    }
}

/// Inserts rows at once.
public struct BulkInsert: MigrationOperation, Hashable {
    /// The rows.
    public let rows: RowsToInsert
    /// The columns that identify the rows, for the downgrade; empty if the operation has no inverse.
    public let key: [String]

    /// The operation. `op.bulkInsert` makes one.
    public init(_ rows: RowsToInsert, key: [String] = []) {
        self.rows = rows
        self.key = key
    }

    /// `insert N rows into TABLE`.
    public var summary: String { rows.summary }

    /// One step that inserts the rows; none if there are no rows.
    /// - Throws: ``OperationError`` when no columns are named, the number of a row's values differs from the number of
    ///   columns, or a key column is not one of the columns.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        try rows.check(key: key, on: database.module.dialect)
        return rows.rows.isEmpty ? [] : [.rows(rows)]
    }

    /// An operation that deletes the rows by their key.
    public var inverse: Inverse {
        key.isEmpty
            ? .impossible(because: "it does not name the columns that identify its rows; name them with `key:`")
            : .operations([BulkDelete(rows, key: key)])
    }
}

/// Deletes rows by their key.
public struct BulkDelete: MigrationOperation, Hashable {
    /// The rows, with all their values, so that they can be inserted again.
    public let rows: RowsToInsert
    /// The columns that identify the rows.
    public let key: [String]

    /// The operation. It is the inverse of ``BulkInsert``.
    public init(_ rows: RowsToInsert, key: [String]) {
        self.rows = rows
        self.key = key
    }

    /// `delete N rows from TABLE`.
    public var summary: String { "delete \(rows.rows.count) row\(rows.rows.count == 1 ? "" : "s") from \(rows.table)" }

    /// One statement per row.
    /// - Throws: as the `lower` of ``BulkInsert``; ``OperationError`` when the key names no column.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        let dialect = database.module.dialect
        guard !key.isEmpty else {
            throw OperationError(
                "\"\(summary)\": no columns are named that identify the rows", advice: "Name them: key: […].")
        }
        try rows.check(key: key, on: dialect)
        let places = key.compactMap { rows.columns.map { ExactText($0) }.firstIndex(of: ExactText($0)) }
        let opening = "DELETE FROM \(try dialect.identifier(rows.table)) WHERE "
        return try rows.rows.map { row -> LoweredStep in
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
            let statement = SQLStatement(opening + conditions.joined(separator: " AND "), values)
            return .statement(LoweredStatement(statement, command: "DELETE"))
        }.attributed(to: self)
    }

    /// An operation that inserts the rows.
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
                "the key column \(missing) is not one of the columns of the rows for \(table)",
                advice: "Name columns that the rows have values for.")
        }
    }
}

extension Operations {
    /// Inserts rows at once. The values are passed as they are, not pasted into SQL.
    ///
    /// PostgreSQL: `COPY … FROM STDIN`. SQLite: one prepared `INSERT`. Offline SQL: `INSERT` with the values written
    /// out.
    ///
    /// A row that breaks a constraint is an error, also on an SQLite table with `ON CONFLICT IGNORE` or `REPLACE`. If
    /// the database may skip rows, write the `INSERT` with `op.execute`.
    /// - Parameters:
    ///   - table: the table.
    ///   - columns: the columns that get values.
    ///   - rows: the rows, each with a value for every column; `nil` is NULL.
    ///   - key: the columns that identify the rows, so that the downgrade can delete them.
    public func bulkInsert(
        _ table: QualifiedName, columns: [String], rows: [[Value]], key: [String] = []
    ) -> BulkInsert {
        BulkInsert(RowsToInsert(table: table, columns: columns, rows: rows), key: key)
    }
}
