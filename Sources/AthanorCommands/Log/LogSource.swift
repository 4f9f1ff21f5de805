internal import Athanor

/// The entries of the log to show. They can be read more than once.
struct LogSource {
    private let migrator: Migrator
    private let filter: LogFilter
    /// The error for a log without such entries; `nil` if that is no failure.
    private let failureWithoutEntries: (any Error)?

    init(_ migrator: Migrator, _ filter: LogFilter, failureWithoutEntries: (any Error)? = nil) {
        self.migrator = migrator
        self.filter = filter
        self.failureWithoutEntries = failureWithoutEntries
    }

    /// Reads the entries, the newest first, page by page.
    /// - Parameter newest: the newest entry to read; `nil` for no limit.
    /// - Throws: the error for a log without such entries, if there is one.
    func read(upTo newest: Int64? = nil, _ body: ([LogRecord]) throws -> Void) async throws {
        var filter = filter
        filter.newestEntry = newest
        var isEmpty = true
        try await migrator.log(filter) { page in
            isEmpty = false
            try body(page)
        }
        if isEmpty, let failureWithoutEntries { throw failureWithoutEntries }
    }

    /// Prints the entries as one JSON document.
    func showDocument(on output: TextOutput) async throws {
        var document = JSONListOutput(output)
        try await read { page in try document.add(page.map { LogDocument($0) }) }
        document.end()
    }

    /// Prints the entries in full.
    /// - Returns: whether there were any.
    func show(blocksOf display: LogDisplay, on output: TextOutput) async throws -> Bool {
        var isFirst = true
        try await read { page in
            output.line((isFirst ? "" : "\n") + display.blocks(page, for: output).joined(separator: "\n\n"))
            isFirst = false
        }
        return !isFirst
    }

    /// Prints the entries in a table. The widths of the columns depend on all entries. If there is more than one page,
    /// the entries are read twice instead of kept.
    /// - Returns: whether there were any.
    func show(in table: LogTable, on output: TextOutput) async throws -> Bool {
        var table = table
        var first: [LogRecord] = []
        var pages = 0
        try await read { page in
            table.measure(page)
            pages += 1
            if pages == 1 { first = page }
        }
        guard let newest = first.first?.entry else { return false }
        output.line(table.headLine(for: output))
        if pages == 1 {
            output.line(table.lines(first, for: output).joined(separator: "\n"))
        } else {
            first = []
            try await read(upTo: newest) { output.line(table.lines($0, for: output).joined(separator: "\n")) }
        }
        return true
    }
}
