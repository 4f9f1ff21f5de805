internal import Athanor

/// Entries of the log in aligned columns. The table keeps no entries: they are measured first, and formatted when they
/// are read again.
struct LogTable {
    private var table: Table
    private let cells: (LogRecord) -> [String]
    /// The index of the column that names the version table; `nil` for a table without one.
    private let historyColumn: Int?
    private var histories: Set<String> = []
    /// Whether an entry of another history is shown.
    private var holdsOthers = false

    /// A table.
    /// - Parameters:
    ///   - columns: the columns.
    ///   - historyColumn: the index of the column that names the version table. The column is shown if there are
    ///     several version tables, or another one.
    ///   - cells: the cells of an entry's line.
    init(
        _ columns: [(String, Table.Alignment)], historyColumn: Int? = nil, cells: @escaping (LogRecord) -> [String]
    ) {
        table = Table(columns.map { (name: $0.0, alignment: $0.1) })
        self.historyColumn = historyColumn
        self.cells = cells
    }

    /// Widens the columns for some entries.
    mutating func measure(_ records: [LogRecord]) {
        for record in records {
            table.measure(cells(record))
            if let versionTable = record.versionTable { histories.insert(versionTable) }
            if !record.isOfOwnHistory { holdsOthers = true }
        }
    }

    /// The header.
    func headLine(for output: TextOutput) -> String { shown.headLine(for: output) ?? "" }

    /// A line for each entry, in the colour of its outcome.
    func lines(_ records: [LogRecord], for output: TextOutput) -> [String] {
        let table = shown
        return records.map { $0.outcome.painted(table.line(cells($0)), for: output) }
    }

    /// The table to show: without the column of version tables if all entries belong to the history that was asked.
    private var shown: Table {
        guard let historyColumn, histories.count < 2, !holdsOthers else { return table }
        var shown = table
        shown.hide(column: historyColumn)
        return shown
    }
}
