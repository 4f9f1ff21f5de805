internal import Athanor

/// The tokens of a statement, for syntax that PostgreSQL's grammar does not know because it is Athanor's own.
struct ViewStatementTokens {
    /// A token with its position.
    struct Token {
        let kind: Lexer.Token.Kind
        let text: String
        /// The range in UTF-8 offsets of the source text.
        let utf8Range: Range<Int>
        /// The number of parentheses around the token.
        let depth: Int

        /// The text in capitals if it can be a keyword.
        var keyword: String? { kind == .word ? text.uppercased() : nil }
    }

    /// The source text.
    let source: SourceText
    /// The tokens that have not been consumed.
    private(set) var rest: ArraySlice<Token>
    private let end: Int

    /// The tokens of a statement that was split off a script, so its quotes are closed.
    init(_ statement: SourceSlice) {
        source = statement.source
        end = statement.utf8Range.upperBound
        let start = statement.utf8Range.lowerBound
        let bytes = Array(statement.text.utf8)
        var lexer = Lexer(bytes)
        var tokens: [Token] = []
        var depth = 0
        while let token = try? lexer.next() {
            if token.kind == .closing { depth -= 1 }
            tokens.append(
                Token(
                    kind: token.kind, text: String(decoding: bytes[token.range], as: UTF8.self),
                    utf8Range: start + token.range.lowerBound..<start + token.range.upperBound, depth: depth))
            if token.kind == .opening { depth += 1 }
        }
        rest = tokens[...]
    }

    /// A single token, to be read by itself.
    init(_ token: Token) {
        source = SourceText(path: "", text: "")
        end = 0
        rest = [token]
    }

    /// Consumes these keywords, given in capitals, if they all come next.
    @discardableResult
    mutating func accept(_ keywords: String...) -> Bool {
        guard rest.prefix(keywords.count).map(\.keyword) == keywords else { return false }
        rest = rest.dropFirst(keywords.count)
        return true
    }

    /// Consumes a token that is not a word, if it comes next.
    mutating func accept(symbol: String) -> Bool {
        guard let next = rest.first, next.kind != .word, next.text == symbol else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Consumes a name if one comes next, and returns it as PostgreSQL stores it.
    mutating func acceptName() -> String? {
        guard let token = rest.first else { return nil }
        switch token.kind {
        case .word:
            rest = rest.dropFirst()
            // Only ASCII letters are folded.
            return String(
                String.UnicodeScalarView(
                    token.text.unicodeScalars.map {
                        $0.isASCII ? $0.properties.lowercaseMapping.unicodeScalars.first ?? $0 : $0
                    }))
        case .quotedIdentifier where token.text.utf8.first == UInt8(ascii: "\""):
            rest = rest.dropFirst()
            return token.text.unquoted(by: "\"")
        default:
            return nil
        }
    }

    /// The place where the next token begins, or where the statement ends.
    var place: SourcePlace { source.place(atUTF8: rest.first?.utf8Range.lowerBound ?? end) }
}
