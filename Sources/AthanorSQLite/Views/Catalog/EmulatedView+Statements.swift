internal import Athanor

/// The SQL of an emulated view's life.
extension EmulatedView {
    private var dialect: SQLiteDialect { SQLiteDialect() }
    private var quotedRows: String { "main." + dialect.quote(rowsTable) }
    private var quotedDefinition: String { "main." + dialect.quote(definitionView) }
    private var quotedName: String { "main." + dialect.quote(name) }
    private static var quotedTable: String { "main." + SQLiteDialect().quote(table) }

    /// Creates the table that says which views there are, unless it exists.
    static var creatingTable: Statement {
        Statement(
            """
            CREATE TABLE IF NOT EXISTS \(quotedTable) (
                name TEXT NOT NULL COLLATE NOCASE PRIMARY KEY,
                populated INTEGER NOT NULL CHECK (populated IN (0, 1))
            )
            """)
    }

    /// Creates the view that holds the query.
    /// - Parameter columns: its columns; `nil` takes the names of the query.
    func creatingDefinition(columns: [String]?, query: SourceSlice, origin: SourceSlice?) -> Statement {
        let list = columns.map { " (\($0.map(dialect.quote).joined(separator: ", ")))" } ?? ""
        return Statement("CREATE VIEW \(quotedDefinition)\(list) AS\n\(query.text)", rewrittenFrom: origin)
    }

    /// Drops the view that holds the query.
    var droppingDefinition: Statement { Statement("DROP VIEW \(quotedDefinition)") }

    /// Brings the rows up to what the query gives now.
    /// - Throws: `DatabaseError`, `OperationError`.
    func refresh(origin: SourceSlice?, on connection: any Connection) async throws -> RefreshedRows {
        let written = try await refreshing(origin: origin, on: connection).make(on: connection)
        if !isPopulated { try await connection.query(noting(isPopulated: true, origin: origin)) }
        return written
    }

    /// What a refresh does.
    func refreshing(origin: SourceSlice?, on connection: any Connection) async throws -> RecomputedRows {
        RecomputedRows(
            view: EmulatedView(name: name, isPopulated: true, isReadable: true),
            names: try await EmulatedColumn.all(of: rowsTable, on: connection).map(\.name), wasPopulated: isPopulated,
            origin: origin)
    }

    /// Has the readable view use an index that was made, where it shows a column of it as an expression.
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
        try await connection.query(Statement("DELETE FROM \(quotedRows)", rewrittenFrom: origin))
        try await ReadableView(overRowsOf: emptied).show(on: connection, origin: origin)
        try await connection.query(noting(isPopulated: false, origin: origin))
    }

    /// Notes that there is such a view.
    func notingNew(origin: SourceSlice?) -> Statement {
        Statement(
            "INSERT INTO \(Self.quotedTable) (name, populated) VALUES ($1, $2)", [.text(name), .boolean(isPopulated)],
            rewrittenFrom: origin)
    }

    /// Drops all that belongs to the view, as far as it is there. What has taken the name of a view that is gone stays.
    func dropping(origin: SourceSlice?) -> [Statement] {
        (isReadable ? [Statement("DROP VIEW IF EXISTS \(quotedName)", rewrittenFrom: origin)] : []) + [
            Statement("DROP VIEW IF EXISTS \(quotedDefinition)", rewrittenFrom: origin),
            Statement("DROP TABLE IF EXISTS \(quotedRows)", rewrittenFrom: origin),
            Statement("DELETE FROM \(Self.quotedTable) WHERE name = $1", [.text(name)], rewrittenFrom: origin),
        ]
    }

    /// Makes sure that the query still gives its columns in the order of the rows. A table that its `SELECT *` reads may
    /// have lost one and got another; values would go from column to column without a word.
    /// - Throws: ``DatabaseError``.
    func checkOrderOfColumns(on connection: any Connection) async throws {
        guard isPopulated else { return }
        let rows = try await EmulatedColumn.all(of: rowsTable, on: connection)
        let given: [EmulatedColumn]
        do {
            given = try await EmulatedColumn.all(of: definitionView, on: connection)
        } catch let error as DatabaseError where error.kind == .statement {
            // The query cannot be read any more. Running it says why.
            return
        }
        guard given.count == rows.count else { return }
        for (new, old) in zip(given, rows) where !new.name.isSameName(as: old.name) && rows.contains(named: new.name) {
            throw DatabaseError(
                kind: .statement,
                message: "materialized view \"\(name)\" has the columns (\(rows.list)), and its query now gives "
                    + "(\(given.list))",
                advice:
                    "A table or view that its SELECT * reads has other columns now, or has them in another order. Replace the view's "
                    + "definition in a new revision, and name its columns in place of the *.")
        }
    }

    /// Creates an index on the rows.
    func creatingIndex(_ index: IndexDefinition) throws(OperationError) -> Statement {
        let name = index.name(on: QualifiedName(schema: nil, name: self.name))
        return withoutQualifiers(Statement(try dialect.creating(index, named: name, schema: nil, on: rowsTable)))
    }

    /// `CREATE INDEX` on the rows without the view's name before columns in expressions: the table has another.
    func withoutQualifiers(_ creating: Statement) -> Statement {
        let tokens = Lexer.tokens(inAccepted: creating.text)
        var edits = TextEdits(of: creating.text)
        for token in tokens.drop(while: { !$0.isKeyword("ON") }).qualifiers(naming: name) {
            edits.replace(token.utf8Range, with: "")
        }
        return Statement(edits.result)
    }

    /// Drops the table that holds the rows.
    var droppingRows: Statement { Statement("DROP TABLE \(quotedRows)") }

    /// Drops the view that people read.
    var droppingReadableView: Statement { Statement("DROP VIEW \(quotedName)") }

    /// Notes whether there is data.
    func noting(isPopulated: Bool, origin: SourceSlice?) -> Statement {
        Statement(
            "UPDATE \(Self.quotedTable) SET populated = $1 WHERE name = $2", [.boolean(isPopulated), .text(name)],
            rewrittenFrom: origin)
    }

    /// Notes another name.
    func noting(newName: String) -> Statement {
        Statement("UPDATE \(Self.quotedTable) SET name = $1 WHERE name = $2", [.text(newName), .text(name)])
    }
}
