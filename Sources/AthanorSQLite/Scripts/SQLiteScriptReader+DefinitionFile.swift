public import Athanor

extension SQLiteScriptReader {
    /// The file of `CREATE [OR REPLACE] [MATERIALIZED] VIEW … AS FILE 'path' …`. `FILE '…'` is no query, so that nothing
    /// is taken from SQLite.
    public func definitionFile(in statement: ScriptStatement) -> DefinitionFileReference? {
        guard statement.command.hasPrefix("CREATE"), let tokens = try? Lexer.tokens(in: statement.slice),
            tokens.dropFirst().prefix(5).contains(where: { $0.isKeyword("VIEW") }),
            // Column names, in which AS would be a name, stand in parentheses.
            let words = tokens.firstIndex(where: { $0.isKeyword("AS") }),
            tokens.indices.contains(words + 2), tokens[words + 1].isKeyword("FILE"),
            tokens[words + 2].kind == .string, let path = tokens[words + 2].name
        else { return nil }
        return DefinitionFileReference(
            path: path, utf8Range: tokens[words + 1].utf8Range.lowerBound..<tokens[words + 2].utf8Range.upperBound)
    }
}
