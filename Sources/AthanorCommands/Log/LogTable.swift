internal import Athanor

/// Entries of the log in aligned columns. It holds none of them: they are measured first, and shown when they are read again.
struct LogTable {
    private var table: Table
    private let cells: (LogRecord) -> [String]
    /// The column that names the version table; `nil` for a table without.
    private let historyColumn: Int?
    private var histories: Set<String> = []
    /// Whether an entry of another history than that which is asked is shown.
    private var holdsOthers = false

    /// A table.
    /// - Parameters:
    ///   - columns: the columns.
    ///   - historyColumn: the place of the column that names the version table, which is shown when there are several, or another one.
    ///   - cells: what stands in a line.
    init(
        _ columns: [(String, Table.Alignment)], historyColumn: Int? = nil, cells: @escaping (LogRecord) -> [String]
    ) {
        table = Table(columns.map { (name: $0.0, alignment: $0.1) })
        self.historyColumn = historyColumn
        self.cells = cells
    }

    /// Makes the columns as wide as entries need.
    mutating func measure(_ records: [LogRecord]) {
        for record in records {
            table.measure(cells(record))
            if let versionTable = record.versionTable { histories.insert(versionTable) }
            if !record.isOfOwnHistory { holdsOthers = true }
        }
    }

    /// The line of names.
    func headLine(for output: TextOutput) -> String { shown.headLine(for: output) ?? "" }

    /// A line for each entry; lines of failures are red.
    func lines(_ records: [LogRecord], for output: TextOutput) -> [String] {
        let table = shown
        return records.map { $0.outcome.painted(table.line(cells($0)), for: output) }
    }

    /// The table as what was measured asks for: one history needs no name, if it is that which is asked.
    private var shown: Table {
        guard let historyColumn, histories.count < 2, !holdsOthers else { return table }
        var shown = table
        shown.hide(column: historyColumn)
        return shown
    }
}
