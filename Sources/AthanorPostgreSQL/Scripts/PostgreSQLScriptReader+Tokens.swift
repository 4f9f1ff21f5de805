package import Athanor

extension PostgreSQLScriptReader {
    /// The tokens of a statement as the server's lexer reads them: operators and numbers whole, words in lower case.
    ///
    /// Source: PostgreSQL documentation, "Lexical Structure".
    package func tokens(of statement: ScriptStatement) -> [String] {
        Self.tokens(ofStatement: statement.slice.text)
    }

    /// The tokens of the text of one statement, as ``tokens(of:)`` returns them.
    static func tokens(ofStatement text: String) -> [String] { StatementTokens(Array(text.utf8)).texts }
}

/// Joins pieces that ``Lexer`` leaves separate, because they do not matter for finding the ends of statements.
private struct StatementTokens {
    private(set) var texts: [String] = []
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var lexer = Lexer(bytes)
        var group: [Lexer.Token] = []
        // The splitter has already read the statement, so the lexer does not fail in it.
        while let token = try? lexer.next() {
            if let last = group.last, !goesOn(last, with: token) {
                append(group)
                group = []
            }
            group.append(token)
        }
        append(group)
    }

    /// Whether two pieces belong to one token: `<` and `=`, `1` and `e10`, `x` and `'ff'`.
    private func goesOn(_ last: Lexer.Token, with next: Lexer.Token) -> Bool {
        guard last.range.upperBound == next.range.lowerBound else { return false }
        switch (last.kind, next.kind) {
        case (.other, .other): return isOperator(last) && isOperator(next)
        case (.number, .word): return true
        case (.word, .string): return last.range.count == 1 && "bBxXnN".utf8.contains(bytes[last.range.lowerBound])
        default: return false
        }
    }

    private func isOperator(_ token: Lexer.Token) -> Bool {
        "+-*/<>=~!@#%^&|`?".utf8.contains(bytes[token.range.lowerBound])
    }

    private mutating func append(_ group: [Lexer.Token]) {
        guard let first = group.first, let last = group.last else { return }
        let range = first.range.lowerBound..<last.range.upperBound
        switch first.kind {
        case .word where group.count == 1: texts.append(Self.inSmallLetters(text(range)))
        case .other where group.count > 1: texts += Self.operators(in: text(range))
        default: texts += pieces(of: range, without: group.flatMap(\.commentedGaps))
        }
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// A string that continues after a comment counts as one token for each of its parts: the comment between them
    /// does not count, and the checksums of earlier versions of Athanor were made that way.
    private func pieces(of range: Range<Int>, without gaps: [Range<Int>]) -> [String] {
        let starts = [range.lowerBound] + gaps.map(\.upperBound)
        let ends = gaps.map(\.lowerBound) + [range.upperBound]
        return zip(starts, ends).map { text($0..<$1) }
    }

    /// The server folds only ASCII letters, so other letters remain distinct.
    private static func inSmallLetters(_ word: String) -> String {
        let bytes = word.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// An operator ends in `+` or `-` only if it contains a character that SQL's own operators do not: `=-` is two
    /// operators.
    private static func operators(in text: String) -> [String] {
        var operators = [text]
        guard !text.contains(where: { "~!@#%^&|`?".contains($0) }) else { return operators }
        while operators[0].count > 1, let last = operators[0].last, last == "+" || last == "-" {
            operators[0].removeLast()
            operators.insert(String(last), at: 1)
        }
        return operators
    }
}
