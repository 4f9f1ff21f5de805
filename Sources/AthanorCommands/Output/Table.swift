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
            // Bytes, not characters: the rows of a long history are many.
            var line: [UInt8] = []
            var isFirst = true
            for (column, cell) in row.enumerated() where column < widths.count && widths[column] > 0 {
                if !isFirst { line.append(contentsOf: repeatElement(0x20, count: 2)) }
                isFirst = false
                let padding = repeatElement(UInt8(0x20), count: widths[column] - cell.displayWidth)
                if alignments[column] == .right { line.append(contentsOf: padding) }
                line.append(contentsOf: cell.utf8)
                if alignments[column] == .left { line.append(contentsOf: padding) }
            }
            while line.last == 0x20 { line.removeLast() }
            let text = String(decoding: line, as: UTF8.self)
            return hasHeader && index == 0 ? output.paint(text, .bold) : text
        }
    }
}
