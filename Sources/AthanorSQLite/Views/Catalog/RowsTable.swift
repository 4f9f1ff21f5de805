internal import Athanor

/// The required form of the table that holds an emulated view's rows.
struct RowsTable: Sendable {
    let view: EmulatedView
    let columns: [RowsColumn]

    /// Finds the table that suits a definition and the values in a table.
    /// - Parameters:
    ///   - names: the columns' names.
    ///   - stored: the table that holds the values, and its columns, as SQL; `nil` if there are no values.
    /// - Throws: `DatabaseFailure`, also when the definition cannot be read.
    init(
        for view: EmulatedView, names: [String], storedIn stored: (table: String, columns: [String])?,
        on connection: any Connection
    ) async throws {
        self.view = view
        let results = try await ResultColumn.all(of: view.definitionView, on: connection)
        guard results.count == names.count else {
            var error = DatabaseFailure(
                kind: .statement,
                message: "table \(view.rowsTable) has \(names.count) columns but \(results.count) values were supplied")
            EmulatedView.explain(&error)
            throw error
        }
        let values =
            if let stored {
                try await ColumnValues.all(
                    in: stored.table, columns: stored.columns, affinities: results.map(\.affinity), on: connection)
            } else {
                Array(repeating: ColumnValues(), count: names.count)
            }
        columns = names.indices.map { RowsColumn(name: names[$0], showing: results[$0], values[$0]) }
    }

    init(view: EmulatedView, columns: [RowsColumn]) {
        self.view = view
        self.columns = columns
    }

    /// Returns the table that suits the view's current rows.
    /// - Throws: `DatabaseFailure`, also when the definition cannot be read.
    static func suiting(_ view: EmulatedView, on connection: any Connection) async throws -> RowsTable {
        let names = try await EmulatedColumn.all(of: view.rowsTable, on: connection).map(\.name)
        let dialect = SQLiteDialect()
        return try await RowsTable(
            for: view, names: names,
            storedIn: view.isPopulated
                ? ("main." + dialect.quote(view.rowsTable), names.map(dialect.quote)) : nil,
            on: connection)
    }

    /// Returns the statement that creates the table.
    func creating(origin: SourceSlice?) -> SQLStatement {
        let list = columns.map(\.declaration).joined(separator: ",\n    ")
        return SQLStatement(
            "CREATE TABLE main.\(SQLiteDialect().quote(view.rowsTable)) (\n    \(list)\n)", rewrittenFrom: origin)
    }

    /// Whether the existing table has exactly these declarations.
    func isPresent(on connection: any Connection) async throws -> Bool {
        guard let stored = try await SchemaObject.named(view.rowsTable, on: connection)?.sql else { return false }
        return Self.declarations(in: stored).areSameTexts(as: Self.declarations(in: creating(origin: nil).text))
    }

    /// Returns the tokens from the parenthesis on, without quotes, which SQLite changes in renames.
    private static func declarations(in sql: String) -> [String] {
        Lexer.tokens(inAccepted: sql).drop { !$0.isPunctuation("(") }.map { $0.name ?? $0.text }
    }

    /// The query of the readable view.
    var selection: String {
        let table = SQLiteDialect().quote(view.rowsTable)
        let isPlain = columns.allSatisfy { $0.reading == .plain }
        let list = isPlain ? "*" : columns.map { $0.shown(from: table) }.joined(separator: ",\n    ")
        return "SELECT \(list) FROM \(table)"
    }

    /// Returns the same table with other column names, in the same order.
    func named(_ view: EmulatedView, columns names: [String]) -> RowsTable {
        RowsTable(view: view, columns: zip(columns, names).map { $0.renamed(to: $1) })
    }
}
