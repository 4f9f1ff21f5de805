/// A token of Swift source. Tokens are only as fine as needed to find a revision's literals and detect edits.
struct SwiftToken: Equatable {
    enum Kind: Equatable {
        /// An identifier or keyword.
        case word(String)
        /// A number, or a part of one.
        case number(String)
        /// A string literal without interpolation, its escapes resolved.
        case text(String)
        /// A string literal with interpolation or several lines, as written, without the indentation that is not part
        /// of it.
        case interpolatedText(String)
        /// A line of a documentation comment.
        case documentation(String)
        /// Any other character.
        case symbol(Character)
    }

    let kind: Kind
    let utf8Offset: Int
}

/// Splits Swift source into tokens. It only separates comments and strings from code.
struct SwiftTokens {
    private(set) var tokens: [SwiftToken] = []
    private let source: SourceText
    private var rest: Substring

    init(_ source: SourceText) {
        self.source = source
        rest = source.text[...]
        while let character = rest.first {
            if character.isWhitespace {
                rest.removeFirst()
            } else if rest.hasPrefix("//") {
                readLineComment()
            } else if rest.hasPrefix("/*") {
                skipBlockComment()
            } else if character == "\"" || (character == "#" && rest.drop(while: { $0 == "#" }).first == "\"") {
                readString()
            } else if character.isLetter || character == "_" || character == "`" {
                let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "`" }
                append(.word(word.filter { $0 != "`" }))
                rest = rest[word.endIndex...]
            } else if character.isNumber {
                let number = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
                append(.number(String(number)))
                rest = rest[number.endIndex...]
            } else {
                append(.symbol(character))
                rest.removeFirst()
            }
        }
    }

    private var utf8Offset: Int {
        source.text.utf8.distance(from: source.text.startIndex, to: rest.startIndex)
    }

    private mutating func append(_ kind: SwiftToken.Kind) {
        tokens.append(SwiftToken(kind: kind, utf8Offset: utf8Offset))
    }

    private mutating func readLineComment() {
        let line = rest.prefix { !$0.isNewline }
        if line.hasPrefix("///"), !line.hasPrefix("////") {
            append(.documentation(String(line.dropFirst(3).trimmingWhitespace())))
        }
        rest = rest[line.endIndex...]
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if rest.hasPrefix("/*") {
                depth += 1
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix("*/") {
                depth -= 1
                rest = rest.dropFirst(2)
            } else {
                rest = rest.dropFirst()
            }
        } while depth > 0 && !rest.isEmpty
    }

    private mutating func readString() {
        let start = utf8Offset
        let whole = rest
        let pounds = String(rest.prefix { $0 == "#" })
        rest = rest.dropFirst(pounds.count)
        let quotes = rest.hasPrefix("\"\"\"") ? "\"\"\"" : "\""
        rest = rest.dropFirst(quotes.count)
        let escape = "\\" + pounds
        var text = ""
        var isLiteral = quotes.count == 1
        while !rest.isEmpty, !rest.hasPrefix(quotes + pounds) {
            if rest.hasPrefix(escape) {
                rest = rest.dropFirst(escape.count)
                switch rest.first {
                case "n": text.append("\n")
                case "t": text.append("\t")
                case "\"", "\\", "'": text.append(rest.first ?? "\\")
                case "(":
                    isLiteral = false
                    skipInterpolation()
                    continue
                default: isLiteral = false
                }
                rest = rest.dropFirst()
            } else {
                text.append(rest.removeFirst())
            }
        }
        rest = rest.dropFirst(quotes.count + pounds.count)
        let literal = whole[..<rest.startIndex]
        tokens.append(
            SwiftToken(
                kind: isLiteral ? .text(text) : .interpolatedText(Self.withoutIndentation(literal)), utf8Offset: start))
    }

    /// A literal of several lines, without the indentation of its closing quotes in each line.
    private static func withoutIndentation(_ literal: Substring) -> String {
        let lines = literal.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard let last = lines.last, lines.count > 1 else { return String(literal) }
        let indentation = last.prefix { $0.isWhitespace }
        return lines.map { $0.hasPrefix(indentation) ? $0.dropFirst(indentation.count) : $0[...] }
            .joined(separator: "\n")
    }

    /// Skips `(…)`, which may contain strings with further parentheses and interpolations.
    private mutating func skipInterpolation() {
        var depth = 0
        repeat {
            switch rest.first {
            case "(":
                depth += 1
                rest.removeFirst()
            case ")":
                depth -= 1
                rest.removeFirst()
            case "\"":
                let kept = tokens
                readString()
                tokens = kept
            case .some: rest.removeFirst()
            case .none: return
            }
        } while depth > 0
    }
}
