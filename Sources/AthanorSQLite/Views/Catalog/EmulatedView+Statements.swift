internal import Athanor

/// The SQL that creates, refreshes and drops an emulated view.
extension EmulatedView {
    private var dialect: SQLiteDialect { SQLiteDialect() }
    private var quotedRows: String { "main." + dialect.quote(rowsTable) }
    private var quotedDefinition: String { "main." + dialect.quote(definitionView) }
    private var quotedName: String { "main." + dialect.quote(name) }
    private static var quotedTable: String { "main." + SQLiteDialect().quote(table) }

    /// The statement that creates the table of emulated views, unless it exists.
    static var creatingTable: SQLStatement {
        SQLStatement(
            """
            CREATE TABLE IF NOT EXISTS \(quotedTable) (
                name TEXT NOT NULL COLLATE NOCASE PRIMARY KEY,
                populated INTEGER NOT NULL CHECK (populated IN (0, 1))
            )
            """)
    }

    /// Returns the statement that creates the view with the query.
    /// - Parameter columns: the view's columns; `nil` uses the names in the query.
    func creatingDefinition(columns: [String]?, query: SourceSlice, origin: SourceSlice?) -> SQLStatement {
        let list = columns.map { " (\($0.map(dialect.quote).joined(separator: ", ")))" } ?? ""
        return SQLStatement("CREATE VIEW \(quotedDefinition)\(list) AS\n\(query.text)", rewrittenFrom: origin)
    }

    /// The statement that drops the view with the query.
    var droppingDefinition: SQLStatement { SQLStatement("DROP VIEW \(quotedDefinition)") }

    /// Updates the rows to the current result of the query.
    /// - Throws: `DatabaseFailure`, `OperationError`.
    func refresh(origin: SourceSlice?, on connection: any Connection) async throws -> RefreshedRows {
        let written = try await refreshing(origin: origin, on: connection).make(on: connection)
        if !isPopulated { try await connection.query(sql: noting(isPopulated: true, origin: origin)) }
        return written
    }

    /// Returns the work of a refresh.
    func refreshing(origin: SourceSlice?, on connection: any Connection) async throws -> RecomputedRows {
        RecomputedRows(
            view: EmulatedView(name: name, isPopulated: true, isReadable: true),
            names: try await EmulatedColumn.all(of: rowsTable, on: connection).map(\.name), wasPopulated: isPopulated,
            origin: origin)
    }

    /// Makes a new index usable by the readable view, if that shows an indexed column as an expression.
    func indexExpressions(on connection: any Connection, origin: SourceSlice?) async throws {
        guard isPopulated, let shown = try await SchemaObject.named(name, on: connection)?.sql,
            StoredText(shown).queryTokens.contains(where: { $0.text == "+" })
        else { return }
        let table = try await RowsTable.suiting(self, on: connection)
        try await ExpressionIndexes(of: table).bringUpToDate(on: connection, origin: origin)
    }

    /// Removes the rows, so that the view cannot be read until it is refreshed.
    func empty(origin: SourceSlice?, on connection: any Connection) async throws {
        let emptied = EmulatedView(name: name, isPopulated: false, isReadable: true)
        try await connection.query(sql: SQLStatement("DELETE FROM \(quotedRows)", rewrittenFrom: origin))
        try await ReadableView(overRowsOf: emptied).show(on: connection, origin: origin)
        try await connection.query(sql: noting(isPopulated: false, origin: origin))
    }

    /// Returns the statement that records a new view.
    func notingNew(origin: SourceSlice?) -> SQLStatement {
        SQLStatement(
            "INSERT INTO \(Self.quotedTable) (name, populated) VALUES ($1, $2)", [.text(name), .boolean(isPopulated)],
            rewrittenFrom: origin)
    }

    /// Returns the statements that drop all existing objects of the view. If the view itself is gone, an object that
    /// took its name is kept.
    func dropping(origin: SourceSlice?) -> [SQLStatement] {
        (isReadable ? [SQLStatement("DROP VIEW IF EXISTS \(quotedName)", rewrittenFrom: origin)] : []) + [
            SQLStatement("DROP VIEW IF EXISTS \(quotedDefinition)", rewrittenFrom: origin),
            SQLStatement("DROP TABLE IF EXISTS \(quotedRows)", rewrittenFrom: origin),
            SQLStatement("DELETE FROM \(Self.quotedTable) WHERE name = $1", [.text(name)], rewrittenFrom: origin),
        ]
    }

    /// Checks that the query still returns its columns in the order of the rows. A table that its `SELECT *` reads may
    /// have lost one column and gained another; values would silently move from column to column.
    /// - Throws: ``DatabaseFailure``.
    func checkOrderOfColumns(on connection: any Connection) async throws {
        guard isPopulated else { return }
        let rows = try await EmulatedColumn.all(of: rowsTable, on: connection)
        let given: [EmulatedColumn]
        do {
            given = try await EmulatedColumn.all(of: definitionView, on: connection)
        } catch let error as DatabaseFailure where error.kind == .statement {
            // The query cannot be read any more. Running it shows the reason.
            return
        }
        guard given.count == rows.count else { return }
        for (new, old) in zip(given, rows) where !new.name.isSameName(as: old.name) && rows.contains(named: new.name) {
            throw DatabaseFailure(
                kind: .statement,
                message: "materialized view \"\(name)\" has the columns (\(rows.list)), and its query now gives "
                    + "(\(given.list))",
                advice:
                    "A table or view that its SELECT * reads has other columns now, or has them in another order. Replace the view's "
                    + "definition in a new revision, and name its columns in place of the *.")
        }
    }

    /// Returns the statement that creates an index on the rows.
    func creatingIndex(_ index: IndexDefinition) throws(OperationError) -> SQLStatement {
        let name = index.name(on: QualifiedName(schema: nil, name: self.name))
        return withoutQualifiers(SQLStatement(try dialect.creating(index, named: name, schema: nil, on: rowsTable)))
    }

    /// Returns `CREATE INDEX` on the rows without the view's name before columns in expressions, because the table has
    /// another name.
    func withoutQualifiers(_ creating: SQLStatement) -> SQLStatement {
        let tokens = Lexer.tokens(inAccepted: creating.text)
        var edits = TextEdits(of: creating.text)
        for token in tokens.drop(while: { !$0.isKeyword("ON") }).qualifiers(naming: name) {
            edits.replace(token.utf8Range, with: "")
        }
        return SQLStatement(edits.result)
    }

    /// The statement that drops the table of rows.
    var droppingRows: SQLStatement { SQLStatement("DROP TABLE \(quotedRows)") }

    /// The statement that drops the readable view.
    var droppingReadableView: SQLStatement { SQLStatement("DROP VIEW \(quotedName)") }

    /// Returns the statement that records whether the view has data.
    func noting(isPopulated: Bool, origin: SourceSlice?) -> SQLStatement {
        SQLStatement(
            "UPDATE \(Self.quotedTable) SET populated = $1 WHERE name = $2", [.boolean(isPopulated), .text(name)],
            rewrittenFrom: origin)
    }

    /// Returns the statement that records a new name.
    func noting(newName: String) -> SQLStatement {
        SQLStatement("UPDATE \(Self.quotedTable) SET name = $1 WHERE name = $2", [.text(newName), .text(name)])
    }
}
