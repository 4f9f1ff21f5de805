package import Athanor

extension PostgreSQLScriptReader {
    /// The statements of a file that describes a schema, such as the output of `pg_dump` as it is.
    ///
    /// Data and statements about the whole server do not run. Lines with a few commands of `psql` are skipped: those
    /// that `pg_dump` writes, and `\set`, for `\set ON_ERROR_STOP on`. Every other command is refused, since it may
    /// change what the statements mean.
    /// - Throws: ``ScriptError``.
    package func schemaFile(_ file: SourceText) throws(ScriptError) -> SchemaFile {
        let script = file.all
        try script.refuseNULCharacter(for: "PostgreSQL")
        let bytes = Array(file.text.utf8)
        var splitter = StatementSplitter(bytes, skipping: Self.skippedCommands)
        var statements: [SchemaFileStatement] = []
        while let piece = try next(&splitter, in: script, bytes) {
            let text = String(decoding: bytes[piece.range], as: UTF8.self)
            if piece.shape[0] == "COPY", piece.shape.contains("FROM", "STDIN") { splitter.skipCopyData() }
            statements.append(
                SchemaFileStatement(
                    ScriptStatement(
                        slice: file[piece.range],
                        execution: TransactionRefusal.execution(of: piece.shape, text: text),
                        command: CommandName.name(of: piece.shape)),
                    use: use(of: piece.shape, text)))
        }
        guard RenameComments.mayBe(in: file) else { return SchemaFile(statements: statements) }
        let tokens = statements.map { ViewStatementTokens($0.statement.slice).rest.map(Self.token) }
        return SchemaFile(statements: statements, renames: try RenameComments(in: file).renames(of: tokens))
    }

    /// Those of `pg_dump`, and one that people write at the top of a file. If a statement uses a variable that it sets,
    /// the server refuses the statement.
    ///
    /// Source: `pg_backup_archiver.c` and `pg_dump.c`.
    private static let skippedCommands: Set<String> = Lexer.dumpGuards.union(["connect", "set"])

    /// What a statement is for.
    private func use(of shape: StatementShape, _ text: String) -> SchemaFileStatement.Use {
        if ServerStatement.isAboutServer(shape) { return .skipped(.server) }
        switch shape[0] {
        case "BEGIN", "START", "COMMIT", "END", "ABORT", "ROLLBACK", "SAVEPOINT", "RELEASE", "DISCARD", "LOCK",
            "CHECKPOINT":
            return .skipped(.client)
        case "PREPARE", "DEALLOCATE", "LISTEN", "UNLISTEN", "NOTIFY", "EXPLAIN", "SHOW": return .skipped(.client)
        case "SET":
            let isOfTransaction = ["TRANSACTION", "CONSTRAINTS", "LOCAL"].contains(shape[1] ?? "")
            return isOfTransaction ? .skipped(.client) : .setting
        case "RESET": return .setting
        case "INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "COPY", "VALUES", "TABLE", "WITH", "FETCH", "DECLARE":
            return .skipped(.rows)
        case "ANALYZE", "VACUUM", "REINDEX": return .skipped(.rows)
        case "REFRESH" where shape[1] == "MATERIALIZED": return .skipped(.rows)
        case "SELECT":
            let words = Set(Self.tokens(ofStatement: text))
            if words.contains("set_config") { return .setting }
            // Functions of extensions make objects.
            return words.contains("setval") || !words.contains("(") ? .skipped(.rows) : .making
        default: return .making
        }
    }

    private static func token(_ token: ViewStatementTokens.Token) -> RenameComments.Token {
        var one = ViewStatementTokens(token)
        return RenameComments.Token(
            text: token.text, keyword: token.keyword, name: one.acceptName(),
            string: token.kind == .string && token.text.hasPrefix("'") ? token.text.unquoted(by: "'") : nil,
            utf8Range: token.utf8Range, depth: token.depth)
    }
}
