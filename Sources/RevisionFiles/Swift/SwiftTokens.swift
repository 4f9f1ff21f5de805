/// Splits Swift source into tokens. It only separates comments and literals from code.
///
/// Delimiters are compared byte by byte, as the compiler does: a combining character after a quotation mark belongs to
/// the text, although both are one `Character`.
struct SwiftTokens {
    private(set) var tokens: [SwiftToken] = []
    private let source: SourceText
    private var rest: Substring
    /// Whether a line began since the last token.
    private var beginsLine = true
    /// The operator that was read last, in UTF-8 offsets. Each of its characters is a token.
    private var lastOperator = 0..<0

    init(_ source: SourceText) {
        self.source = source
        rest = source.text[...]
        while !rest.isEmpty { readToken() }
    }

    /// Reads a token, a comment, or a character of white space.
    private mutating func readToken() {
        guard let character = rest.first else { return }
        let utf8 = rest.utf8
        if character.isWhitespace {
            if character.isNewline { beginsLine = true }
            rest.removeFirst()
        } else if begins(with: "//") {
            readLineComment()
        } else if begins(with: "/*") {
            readBlockComment()
        } else if utf8.drop(while: { $0 == UInt8(ascii: "#") }).first == UInt8(ascii: "\"") {
            readString()
        } else if let regex = regexLiteral {
            append(.regex(Self.withoutIndentation(regex)))
            rest = rest[regex.endIndex...]
        } else if let word = escapedWord {
            append(.escapedWord(String(word)))
            rest = Substring(rest[word.endIndex...].utf8.dropFirst())
        } else if character.isLetter || character == "_" {
            let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            append(.word(String(word)))
            rest = rest[word.endIndex...]
        } else if character.isNumber {
            let number = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            append(.number(String(number)))
            rest = rest[number.endIndex...]
        } else {
            if SwiftOperator.holds(utf8[utf8.startIndex]) {
                let start = utf8Offset
                lastOperator = operatorStart..<start + 1
            }
            append(.symbol(character))
            rest.removeFirst()
        }
    }

    private var utf8Offset: Int {
        source.text.utf8.distance(from: source.text.startIndex, to: rest.startIndex)
    }

    /// The offset of the operator that a character here continues or begins.
    private var operatorStart: Int {
        lastOperator.upperBound == utf8Offset ? lastOperator.lowerBound : utf8Offset
    }

    private func begins(with text: String) -> Bool { rest.utf8.starts(with: text.utf8) }

    /// Skips ASCII characters.
    private mutating func drop(_ count: Int) { rest = Substring(rest.utf8.dropFirst(count)) }

    private mutating func append(_ kind: SwiftToken.Kind) { append(kind, at: utf8Offset) }

    private mutating func append(_ kind: SwiftToken.Kind, at offset: Int) {
        tokens.append(SwiftToken(kind: kind, utf8Offset: offset, beginsLine: beginsLine))
        beginsLine = false
    }

    // MARK: Comments

    private mutating func readLineComment() {
        let line = rest.utf8.prefix { !Self.isNewline($0) }
        if line.starts(with: "///".utf8), !line.starts(with: "////".utf8) {
            append(.documentation(String(Substring(line.dropFirst(3)).trimmingWhitespace())))
        }
        rest = rest[line.endIndex...]
    }

    private mutating func readBlockComment() {
        var utf8 = rest.utf8
        var depth = 0
        repeat {
            if utf8.starts(with: "/*".utf8) {
                depth += 1
                utf8 = utf8.dropFirst(2)
            } else if utf8.starts(with: "*/".utf8) {
                depth -= 1
                utf8 = utf8.dropFirst(2)
            } else {
                utf8 = utf8.dropFirst()
            }
        } while depth > 0 && !utf8.isEmpty
        let comment = rest[..<utf8.startIndex]
        for line in Self.documentation(in: comment) { append(.documentation(line)) }
        if comment.utf8.contains(where: Self.isNewline) { beginsLine = true }
        rest = rest[utf8.startIndex...]
    }

    /// The lines of a comment `/** … */`, without the asterisks at their beginnings; none for another comment.
    private static func documentation(in comment: Substring) -> [String] {
        let utf8 = comment.utf8
        guard utf8.starts(with: "/**".utf8), let next = utf8.dropFirst(3).first,
            next != UInt8(ascii: "*"), next != UInt8(ascii: "/")
        else { return [] }
        let content = utf8.dropFirst(3).dropLast(utf8.suffix(2).elementsEqual("*/".utf8) ? 2 : 0)
        var lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            let text = Substring(line).trimmingWhitespace()
            return text.utf8.first == UInt8(ascii: "*") ? Substring(text.utf8.dropFirst()).trimmingWhitespace() : text
        }[...]
        while lines.first?.isEmpty == true { lines.removeFirst() }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map(String.init)
    }

    private static func isNewline(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

    // MARK: Identifiers and literals

    /// The identifier between backticks here; Swift 6.2 allows any text there (SE-0451).
    private var escapedWord: Substring? {
        guard rest.utf8.first == UInt8(ascii: "`") else { return nil }
        let word = rest.utf8.dropFirst().prefix { $0 != UInt8(ascii: "`") && !Self.isNewline($0) }
        guard !word.isEmpty, rest.utf8[word.endIndex...].first == UInt8(ascii: "`") else { return nil }
        return Substring(word)
    }

    private var regexLiteral: Substring? {
        let length: Int?
        switch rest.utf8.first {
        case UInt8(ascii: "#"): length = SwiftRegexLiteral.lengthBetweenNumberSigns(rest.utf8)
        case UInt8(ascii: "/"):
            let swiftOperator = SwiftOperator(from: operatorStart, through: utf8Offset, in: source, after: tokens)
            length = swiftOperator.mayBeginRegex ? SwiftRegexLiteral.lengthBetweenSlashes(rest.utf8) : nil
        default: length = nil
        }
        return length.map { Substring(rest.utf8.prefix($0)) }
    }

    private mutating func readString() {
        let start = utf8Offset
        let whole = rest
        let pounds = String(repeating: "#", count: rest.utf8.prefix { $0 == UInt8(ascii: "#") }.count)
        drop(pounds.utf8.count)
        let quotes = isSeveralLines(pounds) ? "\"\"\"" : "\""
        drop(quotes.utf8.count)
        let (closing, escape) = (quotes + pounds, "\\" + pounds)
        var text = ""
        var isLiteral = quotes.utf8.count == 1
        while let scalar = rest.unicodeScalars.first, !begins(with: closing) {
            if begins(with: escape) {
                drop(escape.utf8.count)
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
                if rest.isEmpty { break }
            } else {
                text.unicodeScalars.append(scalar)
            }
            rest = rest[rest.unicodeScalars.index(after: rest.startIndex)...]
        }
        drop(closing.utf8.count)
        let literal = whole[..<rest.startIndex]
        append(isLiteral ? .text(text) : .interpolatedText(Self.withoutIndentation(literal)), at: start)
    }

    /// Whether three quotation marks here begin a literal of several lines. `#"""#` is one quotation mark.
    private func isSeveralLines(_ pounds: String) -> Bool {
        guard begins(with: "\"\"\"") else { return false }
        let line = rest.utf8.dropFirst(2).prefix { !Self.isNewline($0) }
        return pounds.isEmpty || line.firstRange(of: ("\"" + pounds).utf8) == nil
    }

    /// A literal of several lines, without the indentation of its closing delimiter in each line.
    private static func withoutIndentation(_ literal: Substring) -> String {
        let lines = literal.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard let last = lines.last, lines.count > 1 else { return String(literal) }
        let indentation = last.prefix { $0.isWhitespace }
        return lines.map { $0.hasPrefix(indentation) ? $0.dropFirst(indentation.count) : $0[...] }
            .joined(separator: "\n")
    }

    /// Skips `(…)`, which may contain every kind of token.
    private mutating func skipInterpolation() {
        let count = tokens.count
        let begins = beginsLine
        var depth = 0
        repeat {
            let next = tokens.count
            readToken()
            for token in tokens[next...] {
                if token.kind == .symbol("(") { depth += 1 }
                if token.kind == .symbol(")") { depth -= 1 }
            }
        } while depth > 0 && !rest.isEmpty
        tokens.removeSubrange(count...)
        beginsLine = begins
    }
}
