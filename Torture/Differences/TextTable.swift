/// A table as text: the first column is left-aligned, the others are right-aligned.
struct TextTable {
    private let rows: [[String]]

    /// A table whose first row has the titles of the columns. All rows have the same number of cells.
    init(_ rows: [[String]]) {
        self.rows = rows
    }

    /// The lines, with an empty one before them.
    var lines: [String] {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return [""]
            + rows.map { row in
                zip(row, widths).enumerated().map { column, cell in
                    let space = String(repeating: " ", count: cell.1 - cell.0.count)
                    return column == 0 ? cell.0 + space : space + cell.0
                }.joined(separator: "  ")
            }
    }
}
