/// Iterates over the pieces of an SQL text and separates comments from everything else.
///
/// It knows only quotes, dollar quotes and comments, as PostgreSQL and SQLite write them. It serves warnings about
/// likely mistakes, and does not decide what runs.
struct SQLWalk {
    /// A piece of the text.
    enum Piece {
        /// A comment of either kind, in offsets of the text.
        case comment(Range<Int>)
        /// Anything else except white space.
        case code
    }

    /// The text.
    private let bytes: [UInt8]
    /// The end of the last piece.
    private(set) var place = 0
    /// The number of open parentheses.
    private(set) var depth = 0
    /// Whether a piece of a statement was found; a semicolon alone does not count.
    private(set) var hasStatement = false
    /// Whether no statement is open: the last piece other than a comment is a semicolon, or there is no such piece.
    private(set) var isBetweenStatements = true

    init(_ section: SourceSlice) {
        let range = section.utf8Range
        bytes =
            section.source.text.utf8.withContiguousStorageIfAvailable { Array($0[range]) } ?? Array(section.text.utf8)
    }

    /// Whether a statement begins or continues after this place.
    var hasStatementAfter: Bool {
        var rest = self
        rest.hasStatement = false
        return rest.meetsStatement()
    }

    /// The next word outside comments, in lowercase; `nil` at the end.
    var nextWord: String? {
        var rest = self
        while true {
            let start = rest.place
            guard let piece = rest.next() else { return nil }
            if case .code = piece {
                return rest.text(start..<rest.place).filter { $0.isLetter || $0 == "_" }.lowercased()
            }
        }
    }

    /// Advances to the next statement, and returns whether there is one.
    mutating func meetsStatement() -> Bool {
        while !hasStatement, next() != nil {}
        return hasStatement
    }

    /// The text of a piece.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The characters before a piece in its line; `nil` if some of them are visible.
    func invisibleBeginning(before range: Range<Int>) -> String? {
        let start = bytes[..<range.lowerBound].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let beginning = text(start..<range.lowerBound)
        return beginning.unicodeScalars.allSatisfy { $0.properties.isWhitespace || $0.isInvisibleMark }
            ? beginning : nil
    }

    /// The next piece; `nil` at the end.
    mutating func next() -> Piece? {
        skipBlanks()
        guard place < bytes.count else { return nil }
        switch bytes[place] {
        case UInt8(ascii: "-") where byte(after: 1) == UInt8(ascii: "-"):
            let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            return comment(until: end)
        case UInt8(ascii: "/") where byte(after: 1) == UInt8(ascii: "*"): return comment(until: endOfBlock())
        case UInt8(ascii: ";"):
            place += 1
            depth = 0
            isBetweenStatements = true
            return .code
        case UInt8(ascii: "("): depth += 1
        case UInt8(ascii: ")"): depth = max(0, depth - 1)
        case UInt8(ascii: "'"): return code(until: endOfString())
        case UInt8(ascii: "\""), UInt8(ascii: "`"): return code(until: end(of: bytes[place]))
        case UInt8(ascii: "$"): if let end = endOfDollarQuote() { return code(until: end) }
        default: return code(until: endOfWord())
        }
        return code(until: place + 1)
    }

    private mutating func comment(until end: Int) -> Piece {
        defer { place = end }
        return .comment(place..<end)
    }

    private mutating func code(until end: Int) -> Piece {
        place = end
        hasStatement = true
        isBetweenStatements = false
        return .code
    }

    private func byte(after count: Int) -> UInt8? { place + count < bytes.count ? bytes[place + count] : nil }

    private mutating func skipBlanks() {
        while place < bytes.count {
            if Self.isBlank(bytes[place]) {
                place += 1
            } else if let invisible = Self.invisible.first(where: { bytes[place...].starts(with: $0) }) {
                place += invisible.count
            } else {
                return
            }
        }
    }

    /// A byte order mark (in concatenated files), a zero-width space, and a no-break space.
    private static let invisible: [[UInt8]] = [[0xEF, 0xBB, 0xBF], [0xE2, 0x80, 0x8B], [0xC2, 0xA0]]

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isPartOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }

    /// The end of a run of characters that cannot begin another piece.
    private func endOfWord() -> Int {
        let end = bytes[place...].firstIndex { !Self.isPartOfWord($0) && $0 != UInt8(ascii: "$") } ?? bytes.count
        return max(end, place + 1)
    }

    private func end(of quote: UInt8) -> Int {
        bytes[(place + 1)...].firstIndex(of: quote).map { $0 + 1 } ?? bytes.count
    }

    /// The end of a string. After a preceding E, a backslash escapes the next character.
    private func endOfString() -> Int {
        let isEscaped =
            place > 0 && (bytes[place - 1] | 0x20) == UInt8(ascii: "e")
            && !(place > 1 && Self.isPartOfWord(bytes[place - 2]))
        guard isEscaped else { return end(of: UInt8(ascii: "'")) }
        var index = place + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "'") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, bytes.count)
    }

    /// The end of a dollar-quoted text that begins here; `nil` if none does.
    private func endOfDollarQuote() -> Int? {
        let rest = bytes[(place + 1)...]
        guard let second = rest.firstIndex(where: { !Self.isPartOfWord($0) }), bytes[second] == UInt8(ascii: "$"),
            second == place + 1 || !(0x30...0x39).contains(bytes[place + 1])
        else { return nil }
        let tag = bytes[place...second]
        var index = second + 1
        while let dollar = bytes[index...].firstIndex(of: UInt8(ascii: "$")) {
            if bytes[dollar...].starts(with: tag) { return dollar + tag.count }
            index = dollar + 1
        }
        return nil
    }

    /// The end of a comment between `/*` and `*/`. PostgreSQL's comments nest; SQLite's end at the first `*/`.
    private func endOfBlock() -> Int {
        var open = 1
        var first: Int?
        var index = place + 2
        while index + 1 < bytes.count {
            switch (bytes[index], bytes[index + 1]) {
            case (UInt8(ascii: "*"), UInt8(ascii: "/")):
                index += 2
                open -= 1
                first = first ?? index
                if open == 0 { return index }
            case (UInt8(ascii: "/"), UInt8(ascii: "*")):
                index += 2
                open += 1
            default: index += 1
            }
        }
        return first ?? bytes.count
    }
}

extension Unicode.Scalar {
    /// Whether the character is invisible and not white space: a byte order mark or a zero-width character.
    var isInvisibleMark: Bool {
        switch value {
        case 0xFEFF, 0x200B...0x200D, 0x2060: true
        default: false
        }
    }
}
