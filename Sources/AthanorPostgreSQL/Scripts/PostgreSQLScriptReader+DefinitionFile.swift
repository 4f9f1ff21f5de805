public import Athanor

extension PostgreSQLScriptReader {
    /// The file of `CREATE [OR REPLACE] [MATERIALIZED] VIEW … AS FILE 'path' …`. `FILE '…'` is no query, so that nothing
    /// is taken from PostgreSQL.
    public func definitionFile(in statement: ScriptStatement) -> DefinitionFileReference? {
        guard ["CREATE VIEW", "CREATE MATERIALIZED VIEW"].contains(statement.command) else { return nil }
        let tokens = ViewStatementTokens(statement.slice).rest
        // The first AS outside parentheses is the view's: options and column names stand inside them.
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
