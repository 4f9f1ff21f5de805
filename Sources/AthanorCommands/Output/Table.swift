/// Rows of text in aligned columns.
struct Table {
    /// How a column is aligned.
    enum Alignment {
        case left, right
    }

    private let alignments: [Alignment]
    private var rows: [[String]] = []
    private let hasHeader: Bool

    /// A table with a line of names above its columns.
    init(_ columns: [(name: String, alignment: Alignment)]) {
        alignments = columns.map(\.alignment)
        rows = [columns.map(\.name)]
        hasHeader = true
    }

    /// A table without names.
    init(alignments: [Alignment]) {
        self.alignments = alignments
        hasHeader = false
    }

    /// Adds a row. What it holds is shown on one line.
    mutating func add(_ cells: [String]) {
        rows.append(cells.map(\.onOneLine))
    }

    /// The lines, columns two blanks apart, without blanks at their ends.
    func lines(for output: TextOutput) -> [String] {
        let widths = alignments.indices.map { column in
            rows.map { column < $0.count ? $0[column].displayWidth : 0 }.max() ?? 0
        }
        return rows.enumerated().map { index, row in
            var line = ""
            for (column, cell) in row.enumerated() where column < widths.count && widths[column] > 0 {
                if !line.isEmpty { line += "  " }
                switch alignments[column] {
                case .left: line += cell.padded(to: widths[column])
                case .right: line += cell.paddedLeft(to: widths[column])
                }
            }
            while line.last == " " { line.removeLast() }
            return hasHeader && index == 0 ? output.paint(line, .bold) : line
        }
    }
}
