/// A walk over the pieces of an SQL text that tells comments from everything else.
///
/// It knows quotes, dollar quotes and comments as both PostgreSQL and SQLite write them, and no more SQL than that: it serves
/// warnings about what an author may have meant, and decides nothing about what runs.
struct SQLWalk {
    /// A piece of the text.
    enum Piece {
        /// A comment of either kind, in offsets of the text.
        case comment(Range<Int>)
        /// Anything else that is more than blanks.
        case code
    }

    /// The text.
    private let bytes: [UInt8]
    /// The end of the last piece.
    private(set) var place = 0
    /// The number of open parentheses.
    private(set) var depth = 0
    /// Whether a piece of a statement was met; a semicolon alone is none.
    private(set) var hasStatement = false
    /// Whether no statement is open: the last piece that is no comment is a semicolon, or there is none.
    private(set) var isBetweenStatements = true

    init(_ section: SourceSlice) {
        let range = section.utf8Range
        bytes =
            section.source.text.utf8.withContiguousStorageIfAvailable { Array($0[range]) } ?? Array(section.text.utf8)
    }

    /// Whether a statement begins or goes on after this place.
    var hasStatementAfter: Bool {
        var rest = self
        rest.hasStatement = false
        return rest.meetsStatement()
    }

    /// The next word that is in no comment, in small letters; `nil` at the end.
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

    /// Goes on until a statement is met, and returns whether there is one.
    mutating func meetsStatement() -> Bool {
        while !hasStatement, next() != nil {}
        return hasStatement
    }

    /// The text of a piece.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The characters before a piece in its line; `nil` when some of them can be seen.
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

    /// A byte order mark, where files were put one after the other; a space of no width; a no-break space.
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

    /// A run of characters none of which can begin another piece.
    private func endOfWord() -> Int {
        let end = bytes[place...].firstIndex { !Self.isPartOfWord($0) && $0 != UInt8(ascii: "$") } ?? bytes.count
        return max(end, place + 1)
    }

    private func end(of quote: UInt8) -> Int {
        bytes[(place + 1)...].firstIndex(of: quote).map { $0 + 1 } ?? bytes.count
    }

    /// The end of a string, in which a backslash escapes what follows when an E stands before it.
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

    /// The end of a dollar-quoted text that begins here; `nil` when none does.
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

    /// The end of a comment between `/*` and `*/`. PostgreSQL's contain one another; SQLite's end at the first `*/`.
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
    /// Whether nobody sees the character, and it is no blank either: a byte order mark or a space of no width.
    var isInvisibleMark: Bool {
        switch value {
        case 0xFEFF, 0x200B...0x200D, 0x2060: true
        default: false
        }
    }
}
