package import Athanor

extension SQLiteMaterializedViews {
    /// Returns the definition of a view as it was written.
    /// - Throws: `ViewLookupError` when the view does not exist; `DatabaseFailure`.
    package func definition(of name: String) async throws -> LiveDefinition {
        let typed = Self.parse(name)
        let isInMain = typed.schema.map(EmulatedView.isMain) ?? true
        guard isInMain, let object = try await SchemaObject.named(typed.name, on: connection) else {
            let names = try await SchemaObject.all(ofType: "view", on: connection).map(\.name)
                .filter { EmulatedView.name(ofDefinition: $0) == nil }
            throw ViewLookupError.notFound(name, nearest: NearestNames(to: typed.name, among: names).names)
        }
        guard object.type == "view" else { throw ViewLookupError.otherKind(object.name, kind: object.type) }
        let emulated = try await EmulatedView.named(object.name, on: connection)
        var stored = object
        if let emulated, let definition = try await SchemaObject.named(emulated.definitionView, on: connection) {
            stored = definition
        }
        guard let sql = stored.sql, let definition = StoredQuery(sql) else {
            throw ViewLookupError.otherKind(object.name, kind: "view whose text cannot be read")
        }
        return LiveDefinition(
            name: QualifiedName(schema: nil, name: object.name), sqlName: try await sqlName(of: object.name),
            isMaterialized: emulated != nil, query: try await definition.namingColumns(on: connection))
    }

    /// Returns whether a query is the view's definition, ignoring comments and white space.
    package func isDefinition(_ query: SourceSlice, of view: LiveDefinition) async throws -> Bool {
        let tokens = try Lexer.tokens(in: query).map(\.text)
        let live = try Lexer.tokens(in: SourceText(path: "", text: view.query).all).map(\.text)
        // A closing semicolon does not belong to the definition.
        return tokens.areSameTexts(as: live)
    }

    /// Returns the name for use in a statement: in quotes where SQLite would otherwise misread it.
    private func sqlName(of name: String) async throws -> String {
        let quoted = SQLiteDialect().quote(name)
        guard name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil else { return quoted }
        do {
            try await connection.query(sql: "SELECT 1 AS \(name)")
            return name
        } catch let error as DatabaseFailure where error.kind == .statement {
            return quoted
        }
    }
}

/// The query of a view from the text that SQLite stores: `CREATE VIEW name [(columns)] AS query`.
private struct StoredQuery {
    private let columns: [String]
    private let query: String

    init?(_ sql: String) {
        let source = SourceText(path: "", text: sql)
        let tokens = Lexer.tokens(inAccepted: sql)
        // Column names are in parentheses; the name of the view may be anything but AS.
        guard let words = tokens.firstIndex(where: { $0.isKeyword("AS") }), let last = tokens.last,
            let first = tokens.dropFirst(words + 1).first
        else { return nil }
        query = source[first.utf8Range.lowerBound..<last.utf8Range.upperBound].text
        var cursor = TokenCursor(tokens[..<words])
        cursor.accept("CREATE")
        cursor.accept("TEMP")
        cursor.accept("VIEW")
        cursor.accept("IF", "NOT", "EXISTS")
        _ = cursor.acceptQualifiedName()
        columns = cursor.acceptNameList() ?? []
    }

    /// Returns the query, extended if needed to use the view's column names.
    func namingColumns(on connection: any Connection) async throws -> String {
        guard !columns.isEmpty, try await !hasColumns(on: connection) else { return query }
        let names = columns.map(SQLiteDialect().quote).joined(separator: ", ")
        return "WITH named (\(names)) AS (\n\(query)\n)\nSELECT * FROM named"
    }

    /// Whether the query's own columns have these names.
    private func hasColumns(on connection: any Connection) async throws -> Bool {
        // After a dot, SQLite never reads a quoted name as a string.
        let names = columns.map { "query." + SQLiteDialect().quote($0) }.joined(separator: ", ")
        do {
            try await connection.query(sql: "EXPLAIN SELECT \(names) FROM (\n\(query)\n) AS query")
            return true
        } catch let error as DatabaseFailure where error.kind == .statement {
            return false
        }
    }
}
