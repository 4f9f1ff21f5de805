internal import Athanor

extension String {
    /// The width of the text in columns of a terminal.
    var displayWidth: Int {
        // Ids, dates and most titles consist of characters that take one column each.
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

    /// The text cut in its middle to a width in columns: a name's beginning and end say more.
    func cutInside(to width: Int) -> String {
        guard displayWidth > width else { return self }
        let room = max(0, width - 1)
        func fitting(_ characters: some Sequence<Character>, _ room: Int) -> [Character] {
            var used = 0
            return characters.prefix { character in
                used += SourceExcerpt.terminalColumns(of: character)
                return used <= room
            }
        }
        let end = fitting(reversed(), room / 2).reversed()
        return String(fitting(self, room - room / 2)) + "…" + String(end)
    }
}
