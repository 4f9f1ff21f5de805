package import Athanor

/// Splits scripts as `psql` does and says which statements PostgreSQL refuses inside a transaction. Pure.
package struct PostgreSQLScriptReader: ScriptReader {
    /// The reader, as one value for all uses.
    package init() {}

    /// The statements of a script, in order, without empty ones.
    ///
    /// The reader refuses statements that begin or end transactions (savepoints are allowed), commands of `psql`,
    /// `COPY` from or to the client, `DISCARD ALL`, NUL characters, and quotes and comments without an end.
    /// Source: PostgreSQL documentation, "Lexical Structure"; the ends of statements are those of `psqlscan.l`.
    /// Athanor's directives in comments between them (``CommentDirectives``) are among the statements.
    /// - Throws: ``ScriptError``.
    package func statements(in script: SourceSlice) throws(ScriptError) -> [ScriptStatement] {
        try CommentDirectives(in: script, commentsNest: true).woven(into: try split(script), createdView: createdView)
    }

    /// The statements of a script with placeholders for values. Its comments contain no directives.
    /// - Throws: ``ScriptError``.
    package func statementsWithPlaceholders(in script: SourceSlice) throws(ScriptError) -> [ScriptStatement] {
        try split(script)
    }

    private func split(_ script: SourceSlice) throws(ScriptError) -> [ScriptStatement] {
        try script.refuseNULCharacter(for: "PostgreSQL")
        let start = script.utf8Range.lowerBound
        let bytes = Array(script.source.text.utf8.dropFirst(start).prefix(script.utf8Range.count))
        var splitter = StatementSplitter(bytes)
        var statements: [ScriptStatement] = []
        while let piece = try next(&splitter, in: script, bytes) {
            if let refused = RefusedStatement(piece.shape) {
                throw ScriptError(
                    refused.message, at: script.source.place(atUTF8: start + piece.range.lowerBound),
                    advice: refused.advice)
            }
            if piece.isOpen, script.endsAtMarker {
                throw ScriptError(
                    "the statement that begins here does not end in its section",
                    at: script.source.place(atUTF8: start + piece.range.lowerBound),
                    advice: script.advice(onUnended: "Close its parentheses, and a BEGIN ATOMIC body with END."))
            }
            let execution = TransactionRefusal.execution(
                of: piece.shape, text: String(decoding: bytes[piece.range], as: UTF8.self))
            let range = start + piece.range.lowerBound..<start + piece.range.upperBound
            statements.append(
                ScriptStatement(
                    slice: script.source[range], execution: execution, command: CommandName.name(of: piece.shape)))
        }
        return statements
    }

    /// The next statement.
    func next(
        _ splitter: inout StatementSplitter, in script: SourceSlice, _ bytes: [UInt8]
    ) throws(ScriptError) -> StatementSplitter.Piece? {
        do throws(Lexer.Failure) {
            return try splitter.next()
        } catch {
            throw scriptError(error, in: script, bytes)
        }
    }

    private func scriptError(_ failure: Lexer.Failure, in script: SourceSlice, _ bytes: [UInt8]) -> ScriptError {
        func place(_ offset: Int) -> SourcePlace {
            script.source.place(atUTF8: script.utf8Range.lowerBound + offset)
        }
        switch failure {
        case .unterminated(let construct, let offset):
            return ScriptError(
                "the \(construct.rawValue) that begins here does not end", at: place(offset),
                advice: script.advice(onUnended: advice(for: construct)))
        case .backslash(let offset):
            let word = bytes[(offset + 1)...].prefix {
                $0 > 0x20 && $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: "\\")
            }
            let refused = RefusedStatement.backslash(command: String(decoding: word, as: UTF8.self))
            return ScriptError(refused.message, at: place(offset), advice: refused.advice)
        }
    }

    private func advice(for construct: Lexer.Construct) -> String {
        switch construct {
        case .string: "End it with ', and double each ' inside it."
        case .quotedIdentifier: "End it with \", and double each \" inside it."
        case .dollarQuote: "End it with the same $tag$ that it begins with; capitals count."
        case .comment: "End it with */; each /* inside it needs a */ of its own."
        }
    }
}

extension PostgreSQLScriptReader {
    /// The view of `CREATE [OR REPLACE] MATERIALIZED VIEW [IF NOT EXISTS] name …`.
    func createdView(_ statement: ScriptStatement) -> QualifiedName? {
        guard statement.command == "CREATE MATERIALIZED VIEW" else { return nil }
        var tokens = ViewStatementTokens(statement.slice)
        tokens.accept("CREATE")
        tokens.accept("OR", "REPLACE")
        tokens.accept("MATERIALIZED", "VIEW")
        tokens.accept("IF", "NOT", "EXISTS")
        return tokens.acceptQualifiedName()
    }

    /// The file of `CREATE [OR REPLACE] [MATERIALIZED] VIEW … AS FILE 'path' …`. `FILE '…'` is not a query in
    /// PostgreSQL, so this syntax hides nothing of it.
    package func definitionFile(in statement: ScriptStatement) -> DefinitionFileReference? {
        guard ["CREATE VIEW", "CREATE MATERIALIZED VIEW"].contains(statement.command) else { return nil }
        let tokens = ViewStatementTokens(statement.slice).rest
        // The first AS outside parentheses belongs to the view: options and column names are inside them.
        guard let words = tokens.firstIndex(where: { $0.depth == 0 && $0.keyword == "AS" }),
            let file = tokens.dropFirst(words + 1).first, file.keyword == "FILE",
            let path = tokens.dropFirst(words + 2).first, path.kind == .string,
            path.text.utf8.first == UInt8(ascii: "'")
        else { return nil }
        return DefinitionFileReference(
            path: path.text.unquoted(by: "'"),
            utf8Range: file.utf8Range.lowerBound..<path.utf8Range.upperBound)
    }
}
