internal import Athanor

extension String {
    /// How many columns of a terminal the text takes.
    var displayWidth: Int {
        reduce(0) { $0 + SourceExcerpt.terminalColumns(of: $1) }
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
        String(
            map { character in
                if character.isNewline || character == "\t" { return " " }
                let isControl = character.unicodeScalars.contains { $0.properties.generalCategory == .control }
                return isControl ? "\u{FFFD}" : character
            })
    }
}
