@testable import AthanorCommands

/// What a terminal shows of what was written to it: enough of one for status lines.
struct TerminalScreen {
    /// The lines, blanks at their ends left out.
    private(set) var lines: [String] = [""]
    private var row = 0
    private var column = 0
    private let columns: Int

    init(_ text: String, columns: Int = 80) {
        self.columns = columns
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case "\r": column = 0
            case "\n", "\r\n":
                column = 0
                row += 1
                if row == lines.count { lines.append("") }
            case "\u{1B}": command(&rest)
            default: put(character)
            }
        }
        lines = lines.map { $0.replacing(/\ +$/, with: "") }
    }

    private mutating func command(_ rest: inout Substring) {
        guard let end = rest.firstIndex(where: \.isLetter) else { return }
        let number = Int(rest[rest.startIndex..<end].drop { $0 == "[" })
        switch rest[end] {
        case "A": row = max(0, row - (number ?? 1))
        case "K": cut()
        case "J":
            cut()
            lines.removeSubrange((row + 1)...)
        default: break
        }
        rest = rest[rest.index(after: end)...]
    }

    private mutating func cut() {
        lines[row] = String(lines[row].prefix(column))
    }

    private mutating func put(_ character: Character) {
        if column == columns {
            column = 0
            row += 1
            if row == lines.count { lines.append("") }
        }
        var line = Array(lines[row])
        while line.count <= column { line.append(" ") }
        line[column] = character
        lines[row] = String(line)
        column += 1
    }
}
