internal import Athanor

/// The tokens of a statement, for the forms that are Athanor's own and that PostgreSQL's grammar does not know.
struct ViewStatementTokens {
    /// A token at its place.
    struct Token {
        let kind: Lexer.Token.Kind
        let text: String
        /// In UTF-8 offsets of the source text.
        let utf8Range: Range<Int>
        /// How many parentheses it stands in.
        let depth: Int

        /// The text in capitals if it can be a keyword.
        var keyword: String? { kind == .word ? text.uppercased() : nil }
    }

    /// The source text.
    let source: SourceText
    /// The tokens that have not been passed.
    private(set) var rest: ArraySlice<Token>
    private let end: Int

    /// The tokens of a statement that has been split off a script, so that its quotes are closed.
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

    /// Passes these keywords, given in capitals, if they all come next.
    @discardableResult
    mutating func accept(_ keywords: String...) -> Bool {
        guard rest.prefix(keywords.count).map(\.keyword) == keywords else { return false }
        rest = rest.dropFirst(keywords.count)
        return true
    }

    /// Passes a token that is no word if it comes next.
    mutating func accept(symbol: String) -> Bool {
        guard let next = rest.first, next.kind != .word, next.text == symbol else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Passes a name if one comes next; as PostgreSQL stores it.
    mutating func acceptName() -> String? {
        guard let token = rest.first else { return nil }
        switch token.kind {
        case .word:
            rest = rest.dropFirst()
            // Only letters of ASCII are folded.
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

    /// Where the next token begins, or where the statement ends.
    var place: SourcePlace { source.place(atUTF8: rest.first?.utf8Range.lowerBound ?? end) }
}
