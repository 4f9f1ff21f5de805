/// Rows of text in aligned columns.
struct Table {
    enum Alignment {
        case left, right
    }

    private let alignments: [Alignment]
    private let header: [String]?
    private var rows: [[String]] = []
    /// The width of each column so far.
    private var widths: [Int]

    /// A table with a header.
    init(_ columns: [(name: String, alignment: Alignment)]) {
        alignments = columns.map(\.alignment)
        header = columns.map(\.name)
        widths = columns.map(\.name.displayWidth)
    }

    /// A table without a header.
    init(alignments: [Alignment]) {
        self.alignments = alignments
        header = nil
        widths = alignments.map { _ in 0 }
    }

    /// Adds a row, which is shown on one line.
    mutating func add(_ cells: [String]) {
        measure(cells)
        rows.append(cells.map(\.onOneLine))
    }

    /// Widens the columns for a row without keeping it, so that a long table need not be kept to be shown.
    mutating func measure(_ cells: [String]) {
        for column in widths.indices.prefix(cells.count) {
            widths[column] = max(widths[column], cells[column].onOneLine.displayWidth)
        }
    }

    mutating func hide(column: Int) { widths[column] = 0 }

    /// The header; `nil` for a table without one.
    func headLine(for output: TextOutput) -> String? { header.map { output.paint(line($0), .bold) } }

    /// The line of a row: columns two blanks apart, without blanks at the end.
    func line(_ cells: [String]) -> String {
        // Bytes, not characters: a long history has many rows.
        var line: [UInt8] = []
        var isFirst = true
        for (column, cell) in cells.enumerated() where column < widths.count && widths[column] > 0 {
            if !isFirst { line.append(contentsOf: repeatElement(0x20, count: 2)) }
            isFirst = false
            let text = cell.onOneLine
            let padding = repeatElement(UInt8(0x20), count: max(0, widths[column] - text.displayWidth))
            if alignments[column] == .right { line.append(contentsOf: padding) }
            line.append(contentsOf: text.utf8)
            if alignments[column] == .left { line.append(contentsOf: padding) }
        }
        while line.last == 0x20 { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }

    /// The lines, the header first.
    func lines(for output: TextOutput) -> [String] {
        (headLine(for: output).map { [$0] } ?? []) + rows.map(line)
    }
}
