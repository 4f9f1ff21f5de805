package import Athanor

/// Splits a script into statements by SQLite's rules and says how each must be executed.
package struct SQLiteScriptReader: ScriptReader {
    /// Creates a reader.
    package init() {}

    /// Returns the statements of a script, in order.
    ///
    /// It refuses statements that begin or end transactions (savepoints are allowed) or that leave the database without
    /// a journal on disk, commands of the `sqlite3` shell, DO blocks of PostgreSQL, parameters (which the shell sets to
    /// NULL), NUL characters, and quotes, comments and trigger bodies that are not closed.
    ///
    /// The result includes Athanor's directives in comments between statements (`CommentDirectives`).
    /// - Throws: `ScriptError` with the place and the advice.
    package func statements(in script: SourceSlice) throws(ScriptError) -> [ScriptStatement] {
        try CommentDirectives(in: script, commentsNest: false)
            .woven(into: try statements(in: script, takesValues: false), createdView: createdView)
    }

    /// Returns the view of `CREATE [OR REPLACE] MATERIALIZED VIEW [IF NOT EXISTS] name …`.
    private func createdView(_ statement: ScriptStatement) -> QualifiedName? {
        guard statement.command.hasPrefix("CREATE"), statement.command.hasSuffix("MATERIALIZED VIEW") else {
            return nil
        }
        var cursor = TokenCursor(Lexer.tokens(inAccepted: statement.slice.text)[...])
        cursor.accept("CREATE")
        cursor.accept("OR", "REPLACE")
        cursor.accept("MATERIALIZED", "VIEW")
        cursor.accept("IF", "NOT", "EXISTS")
        return cursor.acceptQualifiedName()
    }

    /// Returns the statements of a script whose placeholders `$1`, `$2` … will get values. Other kinds of placeholders
    /// are refused, as is everything that any script refuses.
    /// - Throws: `ScriptError` with the place and the advice.
    package func statementsWithPlaceholders(in script: SourceSlice) throws(ScriptError) -> [ScriptStatement] {
        try statements(in: script, takesValues: true)
    }

    private func statements(in script: SourceSlice, takesValues: Bool) throws(ScriptError) -> [ScriptStatement] {
        try script.refuseNULCharacter(for: "SQLite")
        var splitter = StatementSplitter(script)
        var statements: [ScriptStatement] = []
        while let tokens = try splitter.next(after: statements.last) {
            guard let first = tokens.first, let last = tokens.last else { continue }
            let slice = SourceSlice(
                source: script.source, utf8Range: first.utf8Range.lowerBound..<last.utf8Range.upperBound)
            let command = StatementCommand(tokens)
            try command.refuseIfProcedural(at: slice.start, in: RevisionKind(of: slice))
            if takesValues, let parameter = tokens.first(where: { $0.isParameter && $0.placeholderNumber == nil }) {
                throw ScriptError(
                    "\"\(parameter.text)\" is not a valid placeholder here",
                    at: script.source.place(atUTF8: parameter.utf8Range.lowerBound),
                    advice: "Number the placeholders: $1, $2 …, as on every database.")
            }
            if !takesValues, let parameter = tokens.first(where: \.isParameter) {
                throw ScriptError(
                    "\"\(parameter.text)\" is a parameter, and a script has no values for parameters",
                    at: script.source.place(atUTF8: parameter.utf8Range.lowerBound),
                    advice: "Write the value itself; in quotes, if it was meant as a text or a name.")
            }
            try command.refuseIfTransactionControl(at: slice.start, after: statements.last)
            try command.refuseIfTakingJournal(at: slice.start)
            statements.append(
                ScriptStatement(slice: slice, execution: command.execution, command: command.name))
        }
        return statements
    }
}

extension SQLiteScriptReader {
    /// Returns the file of `CREATE [OR REPLACE] [MATERIALIZED] VIEW … AS FILE 'path' …`. `FILE '…'` is not a query, so
    /// this syntax does not conflict with SQLite's.
    package func definitionFile(in statement: ScriptStatement) -> DefinitionFileReference? {
        guard statement.command.hasPrefix("CREATE"), let tokens = try? Lexer.tokens(in: statement.slice),
            tokens.dropFirst().prefix(5).contains(where: { $0.isKeyword("VIEW") }),
            // The search for AS ignores column names: they are in parentheses.
            let words = tokens.firstIndex(where: { $0.isKeyword("AS") }),
            tokens.indices.contains(words + 2), tokens[words + 1].isKeyword("FILE"),
            tokens[words + 2].kind == .string, let path = tokens[words + 2].name
        else { return nil }
        return DefinitionFileReference(
            path: path, utf8Range: tokens[words + 1].utf8Range.lowerBound..<tokens[words + 2].utf8Range.upperBound)
    }

    /// Returns the tokens of a statement. Words keep their case, because SQLite keeps the case of names.
    package func tokens(of statement: ScriptStatement) -> [String] {
        var texts: [String] = []
        var last: Token?
        for token in Lexer.tokens(inAccepted: statement.slice.text) {
            // A bytes literal, `x'ff'`: with a space between the two, it would be a name and a string.
            if let last, last.isKeyword("X"), token.kind == .string,
                last.utf8Range.upperBound == token.utf8Range.lowerBound
            {
                texts[texts.count - 1] += token.text
            } else {
                texts.append(token.text)
            }
            last = token
        }
        return texts
    }
}
