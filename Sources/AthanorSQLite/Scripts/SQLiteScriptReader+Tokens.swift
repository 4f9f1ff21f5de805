public import Athanor

extension SQLiteScriptReader {
    /// The tokens of a statement. Words are as they are written: SQLite keeps the capitals of names.
    public func tokens(of statement: ScriptStatement) -> [String] {
        var texts: [String] = []
        var last: Token?
        for token in Lexer.tokens(inAccepted: statement.slice.text) {
            // A literal of bytes, `x'ff'`; with a blank between, it would be a name and a string.
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
