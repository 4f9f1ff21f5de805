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

    /// Creates the rest, once the definition is there, and fills it if it is to be populated.
    func creating(columns: [EmulatedColumn], origin: SourceSlice?) -> [Statement] {
        var statements = [creatingRows(columns: columns, origin: origin)]
        if isPopulated { statements.append(filling(origin: origin)) }
        statements.append(creatingReadableView(origin: origin))
        statements.append(
            Statement(
                "INSERT INTO \(Self.quotedTable) (name, populated) VALUES ($1, $2)",
                [.text(name), .boolean(isPopulated)]))
        return statements
    }

    /// Brings the rows up to what the query gives now: only those that differ are written.
    func refreshing(origin: SourceSlice?, on connection: any Connection) async throws -> [RefreshStatement] {
        guard isPopulated else {
            return [RefreshStatement(filling(origin: origin), .fills)]
                + marking(isPopulated: true, origin: origin).map { RefreshStatement($0, .none) }
        }
        return try await replacingRows(origin: origin, on: connection)
    }

    /// The statements by which rows that are there become what the query gives now.
    func replacingRows(origin: SourceSlice?, on connection: any Connection) async throws -> [RefreshStatement] {
        guard let changed = try await ChangedRows(of: self, on: connection) else {
            return [
                RefreshStatement(deletingRows(origin: origin), .deletes),
                RefreshStatement(filling(origin: origin), .fills),
            ]
        }
        return changed.statements(origin: origin)
    }

    /// Removes the rows, so that the view cannot be read until it is refreshed.
    func emptying(origin: SourceSlice?) -> [Statement] {
        [deletingRows(origin: origin)] + marking(isPopulated: false, origin: origin)
    }

    /// Drops all that belongs to the view, as far as it is there.
    func dropping(origin: SourceSlice?) -> [Statement] {
        [
            Statement("DROP VIEW IF EXISTS \(quotedName)", rewrittenFrom: origin),
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
                advice: "A table that its SELECT * reads has got or lost columns. Give the view a new definition with "
                    + "op.replaceMaterializedView or CREATE OR REPLACE MATERIALIZED VIEW, best with its columns named "
                    + "in place of the *.")
        }
    }

    /// Creates an index on the rows.
    func creatingIndex(_ index: IndexDefinition) throws(OperationError) -> Statement {
        let name = index.name(on: QualifiedName(schema: nil, name: self.name))
        return Statement(try dialect.creating(index, named: name, schema: nil, on: rowsTable))
    }

    /// Creates the table that holds the rows.
    func creatingRows(columns: [EmulatedColumn], origin: SourceSlice?) -> Statement {
        let list = columns.map(\.declaration).joined(separator: ",\n    ")
        return Statement("CREATE TABLE \(quotedRows) (\n    \(list)\n)", rewrittenFrom: origin)
    }

    /// Drops the table that holds the rows.
    var droppingRows: Statement { Statement("DROP TABLE \(quotedRows)") }

    /// Removes all rows.
    func deletingRows(origin: SourceSlice?) -> Statement {
        Statement("DELETE FROM \(quotedRows)", rewrittenFrom: origin)
    }

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

    /// Fills the table of rows, which is empty.
    func filling(origin: SourceSlice?) -> Statement {
        Statement("INSERT INTO \(quotedRows) SELECT * FROM \(quotedDefinition)", rewrittenFrom: origin)
    }

    private func marking(isPopulated: Bool, origin: SourceSlice?) -> [Statement] {
        [
            Statement("DROP VIEW \(quotedName)", rewrittenFrom: origin),
            EmulatedView(name: name, isPopulated: isPopulated, isReadable: true).creatingReadableView(origin: origin),
            noting(isPopulated: isPopulated, origin: origin),
        ]
    }

    /// The view that people read.
    ///
    /// As in PostgreSQL, reading one without data is an error and not an empty result. A view cannot raise an error of
    /// its own; but `json_extract` fails when it runs, and only then, with its second argument in the message, so that
    /// renaming and altering tables go on working meanwhile.
    func creatingReadableView(origin: SourceSlice?) -> Statement {
        var text = "CREATE VIEW \(quotedName) AS\nSELECT * FROM \(dialect.quote(rowsTable))"
        if !isPopulated { text += "\nWHERE json_extract('{}', \(dialect.literal(.text(unpopulatedMessage))))" }
        return Statement(text, rewrittenFrom: origin)
    }
}
