/// Splits a script into tokens as `psql` does, with `standard_conforming_strings` on.
///
/// It knows only the lexical rules that are needed to find the ends of statements: quotes, dollar quotes, comments,
/// words and parentheses. Source: PostgreSQL documentation, "Lexical Structure".
struct Lexer {
    /// A token with its range in bytes.
    struct Token {
        enum Kind {
            /// A keyword or an identifier without quotes.
            case word
            case quotedIdentifier, string, number
            case semicolon, opening, closing
            /// One character of an operator or other punctuation.
            case other
        }

        let kind: Kind
        let range: Range<Int>
        /// The places in a string between a quote and the quote that continues it, where a comment follows on the same
        /// line as the first.
        var commentedGaps: [Range<Int>] = []
    }

    /// A lexical error.
    enum Failure: Error {
        case unterminated(Construct, at: Int)
        case backslash(at: Int)
    }

    /// A construct that needs an end.
    enum Construct: String {
        case string = "string"
        case quotedIdentifier = "quoted identifier"
        case dollarQuote = "dollar-quoted string"
        case comment = "comment"
    }

    private let bytes: [UInt8]
    private var position: Int
    /// Whether the next token begins a statement.
    private var isBetweenStatements = true
    /// The commands of `psql` that are skipped between statements, each with its line.
    private let skippedCommands: Set<String>

    /// - Parameters:
    ///   - bytes: the script in UTF-8.
    ///   - skippedCommands: the commands of `psql` that are skipped between statements, without their backslashes.
    init(_ bytes: [UInt8], skipping skippedCommands: Set<String> = Self.dumpGuards) {
        self.bytes = bytes
        self.skippedCommands = skippedCommands
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The next token, white space and comments skipped; `nil` at the end.
    mutating func next() throws(Failure) -> Token? {
        try skipBlanks()
        while isBetweenStatements, skipCommand() { try skipBlanks() }
        let token = try scan()
        isBetweenStatements = token?.kind == .semicolon
        return token
    }

    /// `pg_dump` writes these commands since August 2025, and they mean nothing outside `psql`. Source: PostgreSQL
    /// documentation, psql, "Meta-Commands".
    static let dumpGuards: Set<String> = ["restrict", "unrestrict"]

    /// Skips a line with one of the skipped commands.
    private mutating func skipCommand() -> Bool {
        guard peek() == UInt8(ascii: "\\") else { return false }
        let word = bytes[(position + 1)...].prefix { (0x61...0x7A).contains($0) }
        guard skippedCommands.contains(String(decoding: word, as: UTF8.self)) else { return false }
        skipLine()
        return true
    }

    /// Skips the lines of data that follow `COPY … FROM stdin;` up to their end, which is a line with `\.`, or the end of
    /// the text.
    mutating func skipCopyData() {
        var isEnd = false
        while !isEnd, position < bytes.count {
            skipLine()
            if peek() == UInt8(ascii: "\r") { position += 1 }
            if peek() == UInt8(ascii: "\n") { position += 1 }
            let line = bytes[position...].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
            isEnd = line.elementsEqual("\\.".utf8)
        }
        skipLine()
    }

    private mutating func scan() throws(Failure) -> Token? {
        guard let byte = peek() else { return nil }
        let start = position
        switch byte {
        case UInt8(ascii: ";"): return advance(to: start + 1, as: .semicolon)
        case UInt8(ascii: "("): return advance(to: start + 1, as: .opening)
        case UInt8(ascii: ")"): return advance(to: start + 1, as: .closing)
        case UInt8(ascii: "'"): return try string(from: start, hasEscapes: false)
        case UInt8(ascii: "\""): return try quotedIdentifier(from: start)
        case UInt8(ascii: "$"): return try dollar()
        case UInt8(ascii: "\\"): throw .backslash(at: start)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
        default: return Self.beginsWord(byte) ? try word() : advance(to: start + 1, as: .other)
        }
    }

    // MARK: White space and comments

    private mutating func skipBlanks() throws(Failure) {
        while let byte = peek() {
            if Self.isSpace(byte) {
                position += 1
            } else if byte == UInt8(ascii: "-"), peek(1) == UInt8(ascii: "-") {
                skipLine()
            } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                try skipBlockComment()
            } else {
                return
            }
        }
    }

    private mutating func skipLine() {
        while let byte = peek(), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { position += 1 }
    }

    private mutating func skipBlockComment() throws(Failure) {
        let start = position
        var depth = 0
        repeat {
            guard let byte = peek() else { throw .unterminated(.comment, at: start) }
            switch (byte, peek(1)) {
            case (UInt8(ascii: "/"), UInt8(ascii: "*")):
                depth += 1
                position += 2
            case (UInt8(ascii: "*"), UInt8(ascii: "/")):
                depth -= 1
                position += 2
            default:
                position += 1
            }
        } while depth > 0
    }

    // MARK: Words and numbers

    /// A word, or the string or quoted identifier that it is the prefix of: `E'…'`, `U&'…'`, `U&"…"`.
    private mutating func word() throws(Failure) -> Token {
        let start = position
        while let byte = peek(), Self.continuesWord(byte) { position += 1 }
        guard position == start + 1 else { return Token(kind: .word, range: start..<position) }
        let letter = bytes[start] | 0x20
        let next = peek()
        if letter == UInt8(ascii: "e"), next == UInt8(ascii: "'") {
            return try string(from: start, hasEscapes: true)
        }
        if letter == UInt8(ascii: "u"), next == UInt8(ascii: "&") {
            if peek(1) == UInt8(ascii: "'") {
                position += 1
                return try string(from: start, hasEscapes: false)
            }
            if peek(1) == UInt8(ascii: "\"") {
                position += 1
                return try quotedIdentifier(from: start)
            }
        }
        return Token(kind: .word, range: start..<position)
    }

    private mutating func number() -> Token {
        let start = position
        while let byte = peek(), Self.isDigit(byte) || byte == UInt8(ascii: ".") { position += 1 }
        return Token(kind: .number, range: start..<position)
    }

    // MARK: Quotes

    /// A string whose opening quote is at `position`. Strings separated only by a line break, other white space and
    /// comments that begin with `--` are one string. Source: `quotecontinue` in PostgreSQL's `scan.l`.
    private mutating func string(from start: Int, hasEscapes: Bool) throws(Failure) -> Token {
        var gaps: [Range<Int>] = []
        while true {
            position += 1
            try skipString(from: start, hasEscapes: hasEscapes)
            let end = position
            guard let continuation = continuation() else { break }
            if continuation.beginsWithComment { gaps.append(end..<position) }
        }
        return Token(kind: .string, range: start..<position, commentedGaps: gaps)
    }

    private mutating func skipString(from start: Int, hasEscapes: Bool) throws(Failure) {
        while let byte = peek() {
            if byte == UInt8(ascii: "\\"), hasEscapes {
                position += 2
            } else if byte != UInt8(ascii: "'") {
                position += 1
            } else if peek(1) == UInt8(ascii: "'") {
                position += 2
            } else {
                position += 1
                return
            }
        }
        throw .unterminated(.string, at: start)
    }

    /// The way from a quote to the quote on a later line that continues the string.
    private struct Continuation {
        /// Whether a comment follows on the line of the first quote.
        let beginsWithComment: Bool
    }

    /// Moves to the quote that continues a string on a later line; `nil` if there is none.
    private mutating func continuation() -> Continuation? {
        let end = position
        var (hasLineBreak, beginsWithComment) = (false, false)
        while let byte = peek() {
            if Self.isSpace(byte) {
                if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { hasLineBreak = true }
                position += 1
            } else if byte == UInt8(ascii: "-"), peek(1) == UInt8(ascii: "-") {
                if !hasLineBreak { beginsWithComment = true }
                skipLine()
            } else {
                break
            }
        }
        if hasLineBreak, peek() == UInt8(ascii: "'") { return Continuation(beginsWithComment: beginsWithComment) }
        position = end
        return nil
    }

    private mutating func quotedIdentifier(from start: Int) throws(Failure) -> Token {
        position += 1
        while let byte = peek() {
            if byte != UInt8(ascii: "\"") {
                position += 1
            } else if peek(1) == UInt8(ascii: "\"") {
                position += 2
            } else {
                return advance(from: start, to: position + 1, as: .quotedIdentifier)
            }
        }
        throw .unterminated(.quotedIdentifier, at: start)
    }

    /// A dollar-quoted string, or a single dollar sign, as in the parameter `$1`.
    private mutating func dollar() throws(Failure) -> Token {
        let start = position
        var end = start + 1
        if end < bytes.count, Self.beginsWord(bytes[end]) {
            while end < bytes.count, Self.continuesWord(bytes[end]), bytes[end] != UInt8(ascii: "$") { end += 1 }
        }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "$") else { return advance(to: start + 1, as: .other) }
        let tag = bytes[start...end]
        position = end + 1
        while position + tag.count <= bytes.count {
            if bytes[position] == UInt8(ascii: "$"), bytes[position..<position + tag.count].elementsEqual(tag) {
                return advance(from: start, to: position + tag.count, as: .string)
            }
            position += 1
        }
        throw .unterminated(.dollarQuote, at: start)
    }

    // MARK: Characters

    private func peek(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private mutating func advance(from start: Int? = nil, to end: Int, as kind: Token.Kind) -> Token {
        let start = start ?? position
        position = end
        return Token(kind: kind, range: start..<end)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func beginsWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    private static func continuesWord(_ byte: UInt8) -> Bool {
        beginsWord(byte) || isDigit(byte) || byte == UInt8(ascii: "$")
    }
}
