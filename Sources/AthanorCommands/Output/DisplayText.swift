internal import Athanor

extension String {
    /// How many columns of a terminal the text takes.
    var displayWidth: Int {
        // Ids, dates and most titles are of characters that take one column each.
        if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return utf8.count }
        return reduce(0) { $0 + SourceExcerpt.terminalColumns(of: $1) }
    }

    /// The text followed by blanks up to a width in columns.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - displayWidth))
    }

    /// The text after blanks up to a width in columns.
    func paddedLeft(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - displayWidth)) + self
    }

    /// The text cut to a width in columns, the cut marked by `…`.
    func cut(to width: Int) -> String {
        guard displayWidth > width else { return self }
        var result = ""
        var used = 0
        for character in self {
            let columns = SourceExcerpt.terminalColumns(of: character)
            guard used + columns < width else { break }
            result.append(character)
            used += columns
        }
        return result + "…"
    }

    /// The text on one line, without what a terminal would take for a command.
    var onOneLine: String {
        guard holdsCommandsOrNewlines else { return self }
        return String(
            map { character in
                if character.isNewline || character == "\t" { return " " }
                let isControl = character.unicodeScalars.contains { $0.properties.generalCategory == .control }
                return isControl ? "\u{FFFD}" : character
            })
    }

    /// Whether any control character or separator of lines and paragraphs is in the text, found by its bytes: hardly any
    /// text has one, and every cell of a long table is asked.
    private var holdsCommandsOrNewlines: Bool {
        var beforeLast: UInt8 = 0
        var last: UInt8 = 0
        for byte in utf8 {
            switch byte {
            case 0..<0x20, 0x7F: return true
            // U+0080 to U+009F.
            case 0x80..<0xA0 where last == 0xC2: return true
            // U+2028 and U+2029.
            case 0xA8...0xA9 where beforeLast == 0xE2 && last == 0x80: return true
            default: break
            }
            beforeLast = last
            last = byte
        }
        return false
    }
}
