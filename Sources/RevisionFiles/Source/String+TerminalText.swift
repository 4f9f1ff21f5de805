/// Text that is safe to show in a terminal.
///
/// Names, titles, messages of servers and lines of files are written by others. Characters that control a terminal, or
/// change the visible order of text, are replaced by U+FFFD. No other code does this.
extension String {
    /// The text without terminal control characters. Line endings and tabs stay.
    package var forTerminal: String {
        shown { scalar in
            switch scalar {
            case "\n", "\t", "\u{2028}", "\u{2029}": scalar
            default: scalar.commandsTerminals ? "\u{FFFD}" : scalar
            }
        }
    }

    /// The text on one line, without terminal control characters. Line endings and tabs become spaces.
    package var onOneLine: String {
        shown { scalar in
            switch scalar {
            case "\t", "\n"..."\r", "\u{85}", "\u{2028}", "\u{2029}": " "
            default: scalar.commandsTerminals ? "\u{FFFD}" : scalar
            }
        }
    }

    private func shown(_ shown: (Unicode.Scalar) -> Unicode.Scalar) -> String {
        guard holdsCommandsOrLineEnds else { return self }
        var result = UnicodeScalarView()
        // A carriage return followed by a line feed is one line ending.
        var pending = unicodeScalars[...]
        while let scalar = pending.popFirst() {
            if scalar == "\r", pending.first == "\n" { continue }
            result.append(shown(scalar))
        }
        return String(result)
    }

    /// Whether the text may contain a scalar to replace, found by its bytes. This check is fast, because few texts do
    /// and every cell of a long table is checked.
    private var holdsCommandsOrLineEnds: Bool {
        var beforeLast: UInt8 = 0
        var last: UInt8 = 0
        for byte in utf8 {
            switch byte {
            case 0..<0x20, 0x7F: return true
            // U+0080 to U+009F.
            case 0x80..<0xA0 where last == 0xC2: return true
            // U+061C.
            case 0x9C where last == 0xD8: return true
            // U+200E, U+200F, U+2028 to U+202E.
            case 0x8E...0x8F, 0xA8...0xAE: if beforeLast == 0xE2, last == 0x80 { return true }
            default: break
            }
            // U+2066 to U+2069.
            if (0xA6...0xA9).contains(byte), beforeLast == 0xE2, last == 0x81 { return true }
            beforeLast = last
            last = byte
        }
        return false
    }
}

extension Unicode.Scalar {
    /// Whether the character controls a terminal, or the direction of text (UAX #9, Directional Formatting Characters).
    package var commandsTerminals: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
