internal import Athanor

/// Splits SQL into tokens by the rules of SQLite's tokenizer. (https://sqlite.org/lang.html)
struct Lexer {
    private let slice: SourceSlice
    private let source: SourceText
    private let bytes: [UInt8]
    private let end: Int
    private var offset: Int

    /// Creates a lexer at the beginning of a slice.
    init(_ slice: SourceSlice) {
        self.slice = slice
        source = slice.source
        bytes = Array(slice.source.text.utf8)
        offset = slice.utf8Range.lowerBound
        end = slice.utf8Range.upperBound
    }

    /// Returns all tokens of a slice.
    /// - Throws: ``ScriptError`` when a quote or a comment is not closed.
    static func tokens(in slice: SourceSlice) throws(ScriptError) -> [Token] {
        var lexer = Lexer(slice)
        var tokens: [Token] = []
        while let token = try lexer.next() { tokens.append(token) }
        return tokens
    }

    /// Returns the tokens of SQL that SQLite has accepted before; none when the text cannot be split.
    static func tokens(inAccepted sql: String) -> [Token] {
        (try? tokens(in: SourceText(path: "", text: sql).all)) ?? []
    }

    /// Returns the next token, or `nil` at the end.
    mutating func next() throws(ScriptError) -> Token? {
        try skipSpaceAndComments()
        guard offset < end else { return nil }
        let start = offset
        let kind = try scan()
        return Token(
            kind: kind, text: String(decoding: bytes[start..<offset], as: UTF8.self), utf8Range: start..<offset)
    }

    private mutating func scan() throws(ScriptError) -> Token.Kind {
        let byte = bytes[offset]
        switch byte {
        case UInt8(ascii: "'"):
            try skipQuoted(
                closing: byte, "string", advice: "Close it with a single quote; a quote inside is doubled: ''.")
            return .string
        case UInt8(ascii: "\""), UInt8(ascii: "`"):
            try skipQuoted(
                closing: byte, "quoted name", advice: "Close it with the quote it begins with; one inside is doubled.")
            return .quotedIdentifier
        case UInt8(ascii: "["):
            try skipBracketed()
            return .quotedIdentifier
        case UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "$"):
            offset += 1
            skipWhile(Self.continuesName)
            return .other
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            skipNumber()
            return .other
        case UInt8(ascii: ".") where offset + 1 < end && Self.isDigit(bytes[offset + 1]):
            skipNumber()
            return .other
        case _ where Self.startsName(byte):
            skipWhile(Self.continuesName)
            return .word
        default:
            offset += 1
            return .punctuation(byte)
        }
    }

    private mutating func skipSpaceAndComments() throws(ScriptError) {
        while offset < end {
            switch bytes[offset] {
            case 0x09...0x0D, 0x20:
                offset += 1
            case 0xEF where offset + 2 < end && bytes[offset + 1] == 0xBB && bytes[offset + 2] == 0xBF:
                offset += 3  // A byte order mark; SQLite skips it too.
            case UInt8(ascii: "-") where offset + 1 < end && bytes[offset + 1] == UInt8(ascii: "-"):
                skipWhile { $0 != UInt8(ascii: "\n") }
            case UInt8(ascii: "/") where offset + 1 < end && bytes[offset + 1] == UInt8(ascii: "*"):
                try skipBlockComment()
            default:
                return
            }
        }
    }

    private mutating func skipBlockComment() throws(ScriptError) {
        let start = offset
        offset += 2
        while offset + 1 < end {
            if bytes[offset] == UInt8(ascii: "*"), bytes[offset + 1] == UInt8(ascii: "/") {
                offset += 2
                return
            }
            offset += 1
        }
        throw unterminated("comment", from: start, advice: "Close it with */; SQLite's comments do not nest.")
    }

    private mutating func skipQuoted(closing quote: UInt8, _ what: String, advice: String) throws(ScriptError) {
        let start = offset
        offset += 1
        while offset < end {
            guard bytes[offset] == quote else {
                offset += 1
                continue
            }
            guard offset + 1 < end, bytes[offset + 1] == quote else {
                offset += 1
                return
            }
            offset += 2
        }
        throw unterminated(what, from: start, advice: advice)
    }

    private mutating func skipBracketed() throws(ScriptError) {
        let start = offset
        skipWhile { $0 != UInt8(ascii: "]") }
        guard offset < end else { throw unterminated("quoted name", from: start, advice: "Close it with ].") }
        offset += 1
    }

    private mutating func skipNumber() {
        while offset < end {
            let byte = bytes[offset]
            let isSignOfExponent =
                (byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-"))
                && (bytes[offset - 1] | 0x20) == UInt8(ascii: "e")
                // 0xe+1 is a sum.
                && !(offset >= 2 && bytes[offset - 2] | 0x20 == UInt8(ascii: "x"))
            guard Self.continuesName(byte) || byte == UInt8(ascii: ".") || isSignOfExponent else { return }
            offset += 1
        }
    }

    private mutating func skipWhile(_ condition: (UInt8) -> Bool) {
        while offset < end, condition(bytes[offset]) { offset += 1 }
    }

    private func unterminated(_ what: String, from start: Int, advice: String) -> ScriptError {
        ScriptError(
            "the \(what) that begins here is not closed", at: source.place(atUTF8: start),
            advice: slice.advice(onUnended: advice))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func startsName(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == UInt8(ascii: "_")
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func continuesName(_ byte: UInt8) -> Bool {
        startsName(byte) || isDigit(byte) || byte == UInt8(ascii: "$")
    }
}
