internal import Athanor

/// Creates an emulated materialized view.
struct CreatingView {
    private let name: String
    private let ifNotExists: Bool
    private let columns: [String]
    private let query: ViewQuery
    private let indexes: [IndexDefinition]
    private let withData: Bool
    /// The statement that it comes from, `nil` for a typed operation.
    private let statement: SourceSlice?

    /// Reads `CREATE MATERIALIZED VIEW [IF NOT EXISTS] name [(columns)] AS query [WITH [NO] DATA]`.
    /// - Throws: ``OperationError`` with the place.
    init(parsing statement: SourceSlice) throws {
        var parser = try ViewStatementParser(statement)
        parser.accept("CREATE", "MATERIALIZED", "VIEW")
        ifNotExists = parser.accept("IF", "NOT", "EXISTS")
        name = try parser.viewName()
        columns = parser.acceptNameList() ?? []
        guard parser.accept("AS") else {
            throw OperationError(
                "AS and a query were expected here", at: parser.place,
                advice:
                    "On SQLite, write CREATE MATERIALIZED VIEW name [(columns)] AS SELECT …; "
                    + "other clauses are PostgreSQL's."
            )
        }
        let (tokens, withData) = Self.dividingDataClause(parser.rest)
        guard let query = ViewQuery(tokens, in: statement.source) else {
            throw OperationError(
                "the query is missing", at: parser.place, advice: "Write the view's SELECT after AS.")
        }
        self.query = query
        self.withData = withData
        indexes = []
        self.statement = statement
    }

    /// - Throws: ``OperationError`` or ``ScriptError`` when the query is not one statement.
    init(_ operation: CreateMaterializedView) throws {
        let source = try operation.query.source(of: "materialized view \(operation.name)")
        var tokens = try Lexer.tokens(in: source.all)[...]
        while tokens.last?.isPunctuation(";") == true { tokens.removeLast() }
        if let semicolon = tokens.first(where: { $0.isPunctuation(";") }) {
            throw OperationError(
                "the query of materialized view \"\(operation.name)\" is more than one statement",
                at: source.place(atUTF8: semicolon.utf8Range.lowerBound), advice: "Give one SELECT.")
        }
        guard let query = ViewQuery(tokens, in: source) else {
            throw OperationError(
                "the query of materialized view \"\(operation.name)\" is empty", advice: "Give it a SELECT.")
        }
        self.query = query
        name = try operation.name.emulatedName()
        ifNotExists = false
        columns = operation.columns
        indexes = operation.indexes
        withData = operation.withData
        statement = nil
    }

    var step: LoweredStep {
        .resolvedWhenRun(
            ResolvedStep(summary: "create materialized view \(name)", origin: statement) { connection in
                try await statements(on: connection)
            })
    }

    private func statements(on connection: any Connection) async throws -> [Statement] {
        let remains = try await EmulatedView.named(name, on: connection)
        if let object = try await SchemaObject.named(name, on: connection) {
            if remains != nil, ifNotExists { return [] }
            let kind = remains == nil ? object.kindWithArticle : "a materialized view"
            throw OperationError(
                "there is already \(kind) \"\(object.name)\"",
                at: statement?.start,
                advice: remains == nil
                    ? "Choose another name, or drop what has it first."
                    : "Drop it first with DROP MATERIALIZED VIEW, or write CREATE MATERIALIZED VIEW IF NOT EXISTS.")
        }
        // Of a view that someone removed with DROP VIEW, the rest is still there.
        if let remains { try await connection.run(remains.dropping(origin: statement)) }

        try await query.check(on: connection)
        let view = EmulatedView(newNamed: name, isPopulated: withData)
        let columns = try await createDefinition(of: view, on: connection)
        return try view.creating(columns: columns, origin: statement ?? query.slice) + indexes.map(view.creatingIndex)
    }

    /// Creates the view that holds the query, and learns from it which columns there are.
    private func createDefinition(of view: EmulatedView, on connection: any Connection) async throws -> [EmulatedColumn]
    {
        let origin = statement ?? query.slice
        try await connection.query(EmulatedView.creatingTable)
        try await connection.query(view.creatingDefinition(columns: nil, query: query.slice, origin: origin))
        let found = try await connection.query(
            "SELECT name, type FROM pragma_table_xinfo($1, 'main') ORDER BY cid", [.text(view.definitionView)])
        guard columns.count <= found.count else {
            throw OperationError(
                "\(columns.count) columns are named, and the query gives \(found.count)", at: statement?.start,
                advice: "Name as many columns as the query has.")
        }
        let result = try found.enumerated().map { index, row in
            EmulatedColumn(
                name: index < columns.count ? columns[index] : try row.text("name"), declaredType: try row.text("type"))
        }
        if !query.hasStar {
            // Named columns stay what they are called when a column that the query reads is renamed. With a * they
            // cannot be named: one more column in the table would make the definition invalid.
            try await connection.query(view.droppingDefinition)
            try await connection.query(
                view.creatingDefinition(columns: result.map(\.name), query: query.slice, origin: origin))
        }
        return result
    }

    private static func dividingDataClause(_ tokens: ArraySlice<Token>) -> (query: ArraySlice<Token>, withData: Bool) {
        if tokens.suffix(3).map(\.keyword) == ["WITH", "NO", "DATA"] { return (tokens.dropLast(3), false) }
        if tokens.suffix(2).map(\.keyword) == ["WITH", "DATA"] { return (tokens.dropLast(2), true) }
        return (tokens, true)
    }
}
