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
        let list = columns.map(\.declaration).joined(separator: ",\n    ")
        var statements = [Statement("CREATE TABLE \(quotedRows) (\n    \(list)\n)", rewrittenFrom: origin)]
        if isPopulated { statements.append(filling(origin: origin)) }
        statements.append(creatingReadableView(isPopulated: isPopulated, origin: origin))
        statements.append(
            Statement(
                "INSERT INTO \(Self.quotedTable) (name, populated) VALUES ($1, $2)",
                [.text(name), .boolean(isPopulated)]))
        return statements
    }

    /// Replaces the rows by what the query gives now.
    func refreshing(origin: SourceSlice?) -> [Statement] {
        var statements = [Statement("DELETE FROM \(quotedRows)", rewrittenFrom: origin), filling(origin: origin)]
        if !isPopulated { statements += marking(isPopulated: true, origin: origin) }
        return statements
    }

    /// Removes the rows, so that the view cannot be read until it is refreshed.
    func emptying(origin: SourceSlice?) -> [Statement] {
        [Statement("DELETE FROM \(quotedRows)", rewrittenFrom: origin)] + marking(isPopulated: false, origin: origin)
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

    /// Creates an index on the rows.
    func creatingIndex(_ index: IndexDefinition) throws(OperationError) -> Statement {
        let name = index.name(on: QualifiedName(self.name))
        return Statement(try dialect.creating(index, named: name, schema: nil, on: rowsTable))
    }

    private func filling(origin: SourceSlice?) -> Statement {
        Statement("INSERT INTO \(quotedRows) SELECT * FROM \(quotedDefinition)", rewrittenFrom: origin)
    }

    private func marking(isPopulated: Bool, origin: SourceSlice?) -> [Statement] {
        [
            Statement("DROP VIEW \(quotedName)", rewrittenFrom: origin),
            creatingReadableView(isPopulated: isPopulated, origin: origin),
            Statement(
                "UPDATE \(Self.quotedTable) SET populated = $1 WHERE name = $2", [.boolean(isPopulated), .text(name)],
                rewrittenFrom: origin),
        ]
    }

    /// The view that people read.
    ///
    /// As in PostgreSQL, reading one without data is an error and not an empty result. A view cannot raise an error of
    /// its own; but `json_extract` fails when it runs, and only then, with its second argument in the message, so that
    /// renaming and altering tables go on working meanwhile.
    private func creatingReadableView(isPopulated: Bool, origin: SourceSlice?) -> Statement {
        var text = "CREATE VIEW \(quotedName) AS\nSELECT * FROM \(dialect.quote(rowsTable))"
        if !isPopulated { text += "\nWHERE json_extract('{}', \(dialect.literal(.text(unpopulatedMessage))))" }
        return Statement(text, rewrittenFrom: origin)
    }
}

/// A column of an emulated view.
struct EmulatedColumn: Hashable, Sendable {
    /// Its name.
    let name: String
    /// The type as the tables below declare it, `""` for an expression: it decides how values are compared.
    let declaredType: String

    /// The column in CREATE TABLE. The type needs no quoting: it is what SQLite itself parsed as a type.
    var declaration: String {
        let name = SQLiteDialect().quote(name)
        return declaredType.isEmpty ? name : "\(name) \(declaredType)"
    }
}
