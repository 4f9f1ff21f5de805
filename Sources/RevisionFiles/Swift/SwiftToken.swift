/// A token of Swift source. Tokens are only as fine as needed to find a revision's literals and detect edits.
struct SwiftToken: Equatable {
    enum Kind: Equatable {
        /// An identifier or keyword.
        case word(String)
        /// An identifier in backticks, without them. It is never a keyword.
        case escapedWord(String)
        /// A number, or a part of one.
        case number(String)
        /// A string literal without interpolation, its escapes resolved.
        case text(String)
        /// A string literal with interpolation or several lines, as written, without the indentation that is not part
        /// of it.
        case interpolatedText(String)
        /// A regular expression, as written, without the indentation of its closing delimiter.
        case regex(String)
        /// A line of a documentation comment.
        case documentation(String)
        /// Any other character.
        case symbol(Character)
    }

    let kind: Kind
    let utf8Offset: Int
    /// Whether a line begins between it and the token before.
    let beginsLine: Bool

    /// The identifier or keyword, without backticks; `nil` for other tokens.
    var identifier: String? {
        switch kind {
        case .word(let word), .escapedWord(let word): word
        default: nil
        }
    }
}
