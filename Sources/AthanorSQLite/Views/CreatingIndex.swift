internal import Athanor

/// The statement `CREATE INDEX`. On an emulated view, the index is created on the table of rows.
///
/// SQLite accepts the schema only before the index, but PostgreSQL users write it before the table. Both forms are
/// accepted. (https://sqlite.org/lang_createindex.html)
struct CreatingIndex {
    private let statement: SourceSlice
    private let index: QualifiedName
    private let relation: QualifiedName
    /// The tokens from the index's name to the table's.
    private let names: ArraySlice<Token>
    /// The tokens after these: the columns, and the condition.
    private let parts: ArraySlice<Token>

    /// Parses `CREATE [UNIQUE] INDEX [IF NOT EXISTS] [schema.]index ON [schema.]relation …`.
    /// - Returns: `nil` when the statement has another form, which is left to SQLite.
    init?(parsing statement: SourceSlice) throws(ScriptError) {
        var cursor = TokenCursor(try Lexer.tokens(in: statement)[...])
        cursor.accept("CREATE")
        cursor.accept("UNIQUE")
        cursor.accept("INDEX")
        cursor.accept("IF", "NOT", "EXISTS")
        let before = cursor.rest
        guard let index = cursor.acceptQualifiedName(), cursor.accept("ON"),
            let relation = cursor.acceptQualifiedName()
        else { return nil }
        self.statement = statement
        self.index = index
        self.relation = relation
        names = before.dropLast(cursor.rest.count)
        parts = cursor.rest
    }

    private var place: Range<Int> {
        guard let first = names.first, let last = names.last else { return statement.utf8Range }
        return first.utf8Range.lowerBound..<last.utf8Range.upperBound
    }

    /// Returns the schema that the statement names.
    /// - Throws: `OperationError` when it names two different ones.
    private func schema() throws(OperationError) -> String? {
        guard let named = relation.schema else { return index.schema }
        guard index.schema?.isSameName(as: named) ?? true else {
            throw OperationError(
                "index \(index) cannot be on \(relation): an index is in the schema of its table",
                at: statement.source.place(atUTF8: place.lowerBound), advice: "Leave the schema of the index out.")
        }
        return named
    }

    var step: LoweredStep {
        .resolvedWhenRun(
            ResolvedStep(summary: "create index \(index.name) on \(relation.name)", origin: statement) { connection in
                let schema = try schema()
                if schema.map(EmulatedView.isMain) ?? true,
                    let view = try await EmulatedView.named(relation.name, on: connection), view.isReadable
                {
                    let qualifiers = parts.qualifiers(naming: relation.name).map(\.utf8Range)
                    try await run(on: view.rowsTable, in: schema, leavingOut: qualifiers, connection)
                    try await view.indexExpressions(on: connection, origin: statement)
                    return []
                }
                guard relation.schema != nil else { return [SQLStatement(statement)] }
                try await run(on: relation.name, in: schema, connection)
                return []
            })
    }

    private func run(
        on table: String, in schema: String?, leavingOut leftOut: [Range<Int>] = [], _ connection: any Connection
    ) async throws {
        let dialect = SQLiteDialect()
        // The index's name is kept as it is written, because lists show it this way.
        let written = names.prefix { !$0.isKeyword("ON") }.last?.text ?? dialect.quote(index.name)
        let opening = schema.map { "\(dialect.quote($0))." } ?? ""
        try await SubstitutedStatement(
            original: statement, replaced: place, replacement: "\(opening)\(written) ON \(dialect.quote(table))",
            leftOut: leftOut
        ).run(on: connection)
    }
}

extension ArraySlice<Token> {
    /// Returns the tokens that name a relation before its column, with their dots, as in `m.a` and `main.m.a`. In the
    /// columns and the condition of an index, the column name alone means the same.
    func qualifiers(naming relation: String) -> [Token] {
        var found: [Token] = []
        for index in indices.dropLast() where self[index + 1].isPunctuation(".") {
            let token = self[index]
            guard token.kind != .string, token.name?.isSameName(as: relation) == true else { continue }
            let follows = index > startIndex && self[index - 1].isPunctuation(".")
            if follows, index >= startIndex + 2, self[index - 2].name.map(EmulatedView.isMain) == true {
                found += [self[index - 2], self[index - 1]]
            } else if follows {
                continue
            }
            found += [token, self[index + 1]]
        }
        return found
    }
}
