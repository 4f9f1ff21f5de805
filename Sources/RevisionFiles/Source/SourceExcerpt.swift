/// A source line with a caret under a place in it.
package struct SourceExcerpt: Sendable, Hashable {
    /// Two lines: the source, and the caret under it.
    package let lines: [String]

    /// The most characters shown on either side of the place, because a line may be a whole dump.
    private static let longest = 160

    /// The excerpt for a place.
    package init(_ place: SourcePlace) {
        // The padding repeats tabs, and counts the terminal columns of every other character, so that the caret is
        // always under its character.
        let before = place.beforeInLine.suffix(Self.longest)
        // The place may be at or after a carriage return, which is not part of the line's text.
        let after = place.lineText[min(place.beforeInLine.endIndex, place.lineText.endIndex)...].prefix(Self.longest)
        let isCutBefore = before.startIndex > place.beforeInLine.startIndex
        let isCutAfter = after.endIndex < place.lineText.endIndex
        let shownBefore = String(before).forTerminal
        let padding = shownBefore.map { character in
            character == "\t" ? "\t" : String(repeating: " ", count: Self.terminalColumns(of: character))
        }
        lines = [
            "    \(isCutBefore ? "…" : "")\(shownBefore)\(String(after).forTerminal)\(isCutAfter ? "…" : "")",
            "    \(isCutBefore ? " " : "")\(padding.joined())^",
        ]
    }

    /// The number of terminal columns of a character: 2 for East Asian wide characters and emoji, 0 for combining
    /// characters.
    package static func terminalColumns(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: return 0
        case 0x20..<0x300: return 1
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default:
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: return 0
            default: return scalar.properties.isEmojiPresentation ? 2 : 1
            }
        }
    }
}
