internal import Athanor

/// `CREATE INDEX`, which on an emulated view goes to the table that holds its rows.
struct CreatingIndex {
    private let statement: SourceSlice
    private let index: String
    private let relation: Token
    private let relationName: String

    /// Reads `CREATE [UNIQUE] INDEX [IF NOT EXISTS] index ON relation …`.
    /// - Returns: `nil` when the statement is written in another way, which SQLite will judge.
    init?(parsing statement: SourceSlice) throws(ScriptError) {
        var cursor = TokenCursor(try Lexer.tokens(in: statement)[...])
        cursor.accept("CREATE")
        cursor.accept("UNIQUE")
        cursor.accept("INDEX")
        cursor.accept("IF", "NOT", "EXISTS")
        guard let index = cursor.acceptQualifiedName(), cursor.accept("ON"), let relation = cursor.rest.first,
            let relationName = relation.name
        else { return nil }
        self.statement = statement
        self.index = index.name
        self.relation = relation
        self.relationName = relationName
    }

    var step: LoweredStep {
        .resolvedWhenRun(
            ResolvedStep(summary: "create index \(index) on \(relationName)", origin: statement) { connection in
                guard let view = try await EmulatedView.named(relationName, on: connection), view.isReadable else {
                    return [Statement(statement)]
                }
                try await SubstitutedStatement(
                    original: statement, replaced: relation.utf8Range,
                    replacement: SQLiteDialect().quote(view.rowsTable)
                ).run(on: connection)
                return []
            })
    }
}
