package import Athanor

extension SQLiteScriptReader {
    /// Returns the statements of a file that describes a schema, such as the output of `.schema` or `.dump` of the
    /// `sqlite3` shell.
    ///
    /// Rows, transactions and settings do not run.
    /// - Throws: `ScriptError`.
    package func schemaFile(_ file: SourceText) throws(ScriptError) -> SchemaFile {
        let script = file.all
        try script.refuseNULCharacter(for: "SQLite")
        var splitter = StatementSplitter(script)
        var statements: [SchemaFileStatement] = []
        var tokensOfStatements: [[RenameComments.Token]] = []
        var last: ScriptStatement?
        while let tokens = try splitter.next(after: last) {
            guard let first = tokens.first, let end = tokens.last else { continue }
            let command = StatementCommand(tokens)
            let slice = file[first.utf8Range.lowerBound..<end.utf8Range.upperBound]
            try command.refuseIfProcedural(at: slice.start, in: .sql)
            let statement = ScriptStatement(slice: slice, execution: command.execution, command: command.name)
            statements.append(SchemaFileStatement(statement, use: Self.use(of: command.name, tokens)))
            tokensOfStatements.append(Self.renameTokens(tokens))
            last = statement
        }
        guard RenameComments.mayBe(in: file) else { return SchemaFile(statements: statements) }
        return SchemaFile(
            statements: statements, renames: try RenameComments(in: file).renames(of: tokensOfStatements))
    }

    /// What a statement is for.
    private static func use(of command: String, _ tokens: [Token]) -> SchemaFileStatement.Use {
        switch command.prefix(while: { $0 != " " }) {
        case "CREATE":
            // `.schema` prints the tables that SQLite makes itself.
            let isInternal = tokens.prefix(6).contains { $0.name?.lowercased().hasPrefix("sqlite_") ?? false }
            return isInternal ? .skipped(.client) : .making
        case "ALTER", "DROP": return .making
        case "INSERT", "REPLACE", "UPDATE", "DELETE", "SELECT", "WITH", "VALUES", "REFRESH", "ANALYZE", "REINDEX",
            "VACUUM":
            return .skipped(.rows)
        default: return .skipped(.client)
        }
    }

    private static func renameTokens(_ tokens: [Token]) -> [RenameComments.Token] {
        var depth = 0
        return tokens.map { token in
            if token.isPunctuation(")") { depth -= 1 }
            defer { if token.isPunctuation("(") { depth += 1 } }
            return RenameComments.Token(
                text: token.text, keyword: token.keyword, name: token.name,
                string: token.kind == .string ? token.name : nil, utf8Range: token.utf8Range, depth: depth)
        }
    }
}
