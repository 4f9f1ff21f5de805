internal import Athanor

/// Entries of the log that are to be shown, to be read as often as showing them takes.
struct LogSource {
    private let migrator: Migrator
    private let filter: LogFilter
    /// What is thrown when there is no entry; `nil` where that is no failure.
    private let failureWithoutEntries: (any Error)?

    init(_ migrator: Migrator, _ filter: LogFilter, failureWithoutEntries: (any Error)? = nil) {
        self.migrator = migrator
        self.filter = filter
        self.failureWithoutEntries = failureWithoutEntries
    }

    /// Reads the entries, the newest first, page by page.
    /// - Parameter newest: the newest entry that is wanted; `nil` for any.
    /// - Throws: what there is to throw without entries.
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

    /// Shows the entries to machines, as one JSON document.
    func showDocument(on output: TextOutput) async throws {
        var document = JSONListOutput(output)
        try await read { page in try document.add(page.map { LogDocument($0) }) }
        document.end()
    }

    /// Shows the entries in full.
    /// - Returns: whether there were any.
    func show(blocksOf display: LogDisplay, on output: TextOutput) async throws -> Bool {
        var isFirst = true
        try await read { page in
            output.line((isFirst ? "" : "\n") + display.blocks(page, for: output).joined(separator: "\n\n"))
            isFirst = false
        }
        return !isFirst
    }

    /// Shows the entries in a table. How wide its columns are only all entries tell: where there are many, they are read twice
    /// rather than held.
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
