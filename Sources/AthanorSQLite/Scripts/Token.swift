internal import Athanor

/// A piece of SQL that is neither white space nor a comment.
struct Token: Hashable, Sendable {
    /// The kind of a token.
    enum Kind: Hashable, Sendable {
        /// A keyword or a bare identifier.
        case word
        /// An identifier in `"…"`, `` `…` `` or `[…]`.
        case quotedIdentifier
        /// A string in single quotes.
        case string
        /// A number, or a placeholder such as `?1`, `:name` or `$1`.
        case other
        /// A single punctuation character.
        case punctuation(UInt8)
    }

    let kind: Kind
    /// The text as it is written, including quotes.
    let text: String
    /// The token's range, in UTF-8 offsets of the whole source text.
    let utf8Range: Range<Int>

    static func == (left: Token, right: Token) -> Bool {
        left.kind == right.kind && left.utf8Range == right.utf8Range && left.text.isSameText(as: right.text)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(utf8Range)
    }

    /// The text in capitals if it can be a keyword, else `nil`. SQLite folds only ASCII letters: a dotless "ı" belongs
    /// to no keyword.
    var keyword: String? { kind == .word ? text.asciiUppercased : nil }

    /// Whether the token is this keyword, given in capitals.
    func isKeyword(_ keyword: String) -> Bool { self.keyword == keyword }

    /// Whether the token is a placeholder for a value. (https://sqlite.org/lang_expr.html#parameters)
    var isParameter: Bool { kind == .other && (text.first.map { "?:@$#".contains($0) } ?? false) }

    /// The number of a placeholder `$1`, `$2` …, `nil` for anything else.
    var placeholderNumber: Int? {
        guard isParameter, text.hasPrefix("$"), let number = Int(text.dropFirst()), number > 0 else { return nil }
        return number
    }

    /// Whether the token is this punctuation character.
    func isPunctuation(_ character: Unicode.Scalar) -> Bool {
        if case .punctuation(let byte) = kind { return UInt32(byte) == character.value }
        return false
    }

    /// The name without quotes, or `nil` when the token cannot be a name. SQLite accepts a string as a name where only
    /// a name is possible. (https://sqlite.org/quirks.html)
    var name: String? {
        switch kind {
        case .word: return text
        case .quotedIdentifier, .string:
            guard let quote = text.unicodeScalars.first, text.utf8.count >= 2 else { return nil }
            // A name in brackets cannot contain a closing bracket.
            return quote == "[" ? String(Substring(text.utf8.dropFirst().dropLast())) : text.unquoted(by: String(quote))
        case .other, .punctuation: return nil
        }
    }
}
