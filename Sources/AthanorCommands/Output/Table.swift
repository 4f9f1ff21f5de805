/// Rows of text in aligned columns.
struct Table {
    /// How a column is aligned.
    enum Alignment {
        case left, right
    }

    private let alignments: [Alignment]
    private var rows: [[String]] = []
    /// How wide each column has become.
    private var widths: [Int]
    private let hasHeader: Bool

    /// A table with a line of names above its columns.
    init(_ columns: [(name: String, alignment: Alignment)]) {
        alignments = columns.map(\.alignment)
        rows = [columns.map(\.name)]
        widths = columns.map(\.name.displayWidth)
        hasHeader = true
    }

    /// A table without names.
    init(alignments: [Alignment]) {
        self.alignments = alignments
        widths = alignments.map { _ in 0 }
        hasHeader = false
    }

    /// Adds a row. What it holds is shown on one line.
    mutating func add(_ cells: [String]) {
        let cells = cells.map(\.onOneLine)
        for column in widths.indices.prefix(cells.count) {
            widths[column] = max(widths[column], cells[column].displayWidth)
        }
        rows.append(cells)
    }

    /// The lines, columns two blanks apart, without blanks at their ends.
    func lines(for output: TextOutput) -> [String] {
        rows.enumerated().map { index, row in
            var line = ""
            // Blanks are written only before something, so that none stand at the end.
            var blanks = 0
            var isFirst = true
            for (column, cell) in row.enumerated() where column < widths.count && widths[column] > 0 {
                if !isFirst { blanks += 2 }
                isFirst = false
                let padding = widths[column] - cell.displayWidth
                if alignments[column] == .right { blanks += padding }
                if !cell.isEmpty {
                    for _ in 0..<blanks { line.append(" ") }
                    blanks = 0
                    line += cell
                }
                if alignments[column] == .left { blanks += padding }
            }
            while line.utf8.last == 0x20 { line.removeLast() }
            return hasHeader && index == 0 ? output.paint(line, .bold) : line
        }
    }
}
