/// The operator that a slash in Swift source belongs to, if it is not the beginning of a regular expression.
///
/// Swift reads `/` as the beginning of a regular expression where an expression must begin. White space around the
/// operator decides whether it is between two operands, or before one.
///
/// Source: SE-0354, and `isLeftBound` and `isRightBound` in the compiler's `lib/Parse/Lexer.cpp`.
struct SwiftOperator {
    private let source: SourceText
    /// The offset of its first character.
    private let start: Int
    /// The offset of the slash.
    private let slash: Int
    /// The tokens up to the slash; each character of the operator is one.
    private let tokens: [SwiftToken]

    init(from start: Int, through slash: Int, in source: SourceText, after tokens: [SwiftToken]) {
        self.source = source
        self.start = start
        self.slash = slash
        self.tokens = tokens
    }

    /// Whether an operator may contain a character. Those outside ASCII do not matter here.
    static func holds(_ byte: UInt8) -> Bool { characters.contains(byte) }

    private static let characters = Set("/=-+*%<>!&|^~?".utf8)

    /// Whether the slash can begin a regular expression.
    var mayBeginRegex: Bool {
        let own = tokens.suffix(slash - start)
        guard !own.contains(where: { $0.kind == .symbol("/") }) else { return false }
        let before = tokens.dropLast(slash - start).last { token in
            if case .documentation = token.kind { false } else { true }
        }
        // The name of an operator.
        if before?.kind == .word("func") || before?.kind == .word("operator") { return false }
        guard !isBoundOnTheLeft(start) else { return false }
        return isBoundOnTheRight || !(before.map(endsOperand) ?? false)
    }

    /// Whether an operand ends with a token, so that an operator between two operands follows.
    private func endsOperand(_ token: SwiftToken) -> Bool {
        switch token.kind {
        case .word(let word): !Self.wordsBeforeExpressions.contains(word)
        case .escapedWord, .number, .text, .interpolatedText, .regex: true
        case .symbol(")"), .symbol("]"), .symbol("}"): true
        // After an operand without white space, they end it: `list!`, `Array<Int>`. Otherwise, another operand follows.
        case .symbol("!"), .symbol("?"), .symbol(">"): isBoundOnTheLeft(token.utf8Offset)
        case .symbol, .documentation: false
        }
    }

    private static let wordsBeforeExpressions: Set<String> = [
        "return", "throw", "try", "await", "in", "case", "where", "if", "guard", "while", "switch", "else", "yield",
    ]

    private func isBoundOnTheLeft(_ start: Int) -> Bool {
        switch byte(at: start - 1) {
        case nil, 0, UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): false
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): false
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"): false
        // The end of a comment.
        case UInt8(ascii: "/"): byte(at: start - 2) != UInt8(ascii: "*")
        // A non-breaking space.
        case 0xA0: byte(at: start - 2) != 0xC2
        default: true
        }
    }

    private var isBoundOnTheRight: Bool {
        var end = slash + 1
        while let byte = byte(at: end), Self.holds(byte) {
            if byte == UInt8(ascii: "/"), [UInt8(ascii: "/"), UInt8(ascii: "*")].contains(self.byte(at: end + 1)) {
                return false
            }
            end += 1
        }
        switch byte(at: end) {
        case nil, 0, UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): return false
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): return false
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"): return false
        case 0xC2: return byte(at: end + 1) != 0xA0
        default: return true
        }
    }

    private func byte(at offset: Int) -> UInt8? {
        let utf8 = source.text.utf8
        guard offset >= 0, offset < utf8.count else { return nil }
        return utf8[utf8.index(utf8.startIndex, offsetBy: offset)]
    }
}
