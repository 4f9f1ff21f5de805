/// A selection of log entries.
public struct LogFilter: Sendable, Hashable {
    /// The maximum number of entries, newest first; `nil` for all.
    public var limit: Int?
    /// Only this kind of work.
    public var kind: LogRecord.Kind?
    /// Only work with this outcome.
    public var outcome: LogRecord.Outcome?
    /// Only work on these revisions: every kind but refreshes; `nil` for any work.
    public var revisions: [RevisionID]?
    /// Only refreshes of this view; `nil` for any work.
    public var refreshesOf: QualifiedName?
    /// Only entries that name the migrator's own version table. Excludes refreshes and entries of versions that did not
    /// record the version table. No effect on a log of an older format.
    public var ownHistoryOnly: Bool
    /// Only entries up to this one; `nil` for all.
    public var newestEntry: Int64?

    /// Creates a filter. Without arguments it selects every entry.
    public init(
        limit: Int? = nil, kind: LogRecord.Kind? = nil, outcome: LogRecord.Outcome? = nil,
        revisions: [RevisionID]? = nil, refreshesOf: QualifiedName? = nil,
        ownHistoryOnly: Bool = false, newestEntry: Int64? = nil
    ) {
        self.limit = limit
        self.kind = kind
        self.outcome = outcome
        self.revisions = revisions
        self.refreshesOf = refreshesOf
        self.ownHistoryOnly = ownHistoryOnly
        self.newestEntry = newestEntry
    }
}

extension Migrator {
    /// Returns the work done on the database, newest first. Reads only. The log of a database that Athanor has not
    /// touched is empty.
    /// - Parameter filter: the entries to return; all by default.
    /// - Throws: ``DatabaseFailure``, also if the role may not read the log; ``MetadataTablesTooNew``;
    ///   `CancellationError`.
    public func log(_ filter: LogFilter = LogFilter()) async throws -> [LogRecord] {
        var records: [LogRecord] = []
        try await log(filter) { records += $0 }
        return records
    }

    /// Reads the work done on the database in pages, newest first. A log of many years does not have to fit into
    /// memory.
    ///
    /// No transaction is open between the pages, so a slow reader does not block writers. Entries never change. Entries
    /// written while reading are newer than the remaining ones.
    /// - Parameters:
    ///   - filter: the entries to read; all by default.
    ///   - pageSize: the number of entries to read at a time and to keep in memory.
    ///   - body: called with each page; never with an empty one.
    /// - Throws: the error of `body`; ``DatabaseFailure``, also if the role may not read the log;
    ///   ``MetadataTablesTooNew``; `CancellationError`.
    public func log(
        _ filter: LogFilter = LogFilter(), pageSize: Int = 5_000, _ body: ([LogRecord]) async throws -> Void
    ) async throws {
        try await MigrationSession.reading(address, options: options, ifMissing: ()) { session in
            try await LogReader(session: session).read(filter, pageSize: max(1, pageSize), body)
        }
    }
}

/// Reads the log.
struct LogReader: Sendable {
    let session: MigrationSession

    /// Reads the entries that a filter selects, newest first, page by page.
    func read(_ filter: LogFilter, pageSize: Int, _ body: ([LogRecord]) async throws -> Void) async throws {
        let connection = session.connection
        guard let format = try await connection.module.catalog(on: connection).metadataTablesFormat() else { return }
        guard format <= MetadataTable.currentFormat else { throw MetadataTablesTooNew(format: format) }
        var wanted = filter
        while wanted.limit != 0 {
            let size = wanted.limit.map { min($0, pageSize) } ?? pageSize
            let page = try await page(wanted, size: size, format: format)
            if !page.isEmpty { try await body(page) }
            guard page.count == size, let last = page.last else { return }
            wanted.limit = wanted.limit.map { $0 - page.count }
            wanted.newestEntry = last.entry - 1
        }
    }

    /// Returns the newest entries that a filter selects.
    private func page(_ filter: LogFilter, size: Int, format: Int) async throws -> [LogRecord] {
        let dialect = session.connection.module.dialect
        var filter = filter
        filter.limit = size
        do {
            let rows = try await session.connection.query(
                sql: Self.statement(filter, of: session.location.name, format: format, dialect)
            )
            return try rows.map { try LogRecord($0, ownVersionTable: session.location.name) }
        } catch var error as DatabaseFailure where error.kind == .notAllowed {
            let right = "Reading the log needs SELECT on \(dialect.name(of: .log)), which its owner can grant."
            error.advice = [right, error.advice].compactMap { $0 }.joined(separator: "\n")
            throw error
        }
    }

    /// Returns the statement that reads the entries.
    /// - Parameters:
    ///   - versionTable: the version table of the requested history.
    ///   - format: the format of the metadata tables; older formats have no figures of refreshes and no version table.
    static func statement(
        _ filter: LogFilter, of versionTable: QualifiedName?, format: Int, _ dialect: any Dialect
    ) -> SQLStatement {
        var values: [Value] = []
        func bound(_ value: Value) -> String {
            values.append(value)
            return "$\(values.count)"
        }
        var conditions: [String] = []
        if let newest = filter.newestEntry { conditions.append("entry <= \(bound(.integer(newest)))") }
        if let kind = filter.kind { conditions.append("kind = \(bound(.text(kind.rawValue)))") }
        if let outcome = filter.outcome { conditions.append("outcome = \(bound(.text(outcome.rawValue)))") }
        if let view = filter.refreshesOf {
            // The kind is a literal, so that the index of refreshes is used.
            conditions.append("kind = 'refresh' AND subject = \(bound(.text(view.recorded)))")
        }
        if let revisions = filter.revisions {
            // The subject of a refresh is a view, which may have the name of a revision.
            conditions.append("kind <> \(bound(.text(LogRecord.Kind.refresh.rawValue)))")
            // The subject of a stamp or a checksum update is a list. `replace` finds an id in it: it compares exactly
            // and behaves the same on every database.
            let list = "', ' || subject || ', '"
            let named = revisions.map { "replace(\(list), \(bound(.text(", \($0.rawValue), "))), '') <> \(list)" }
            conditions.append(named.isEmpty ? "1 = 0" : "(\(named.joined(separator: " OR ")))")
        }
        let namesHistory = format >= MetadataTable.formatWithHistories
        if filter.ownHistoryOnly, namesHistory, let versionTable {
            conditions.append("version_table = \(bound(.text(versionTable.recorded)))")
        }
        let restriction = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND "))\n"
        let limit = filter.limit.map { "\nLIMIT \(bound(.integer(Int64(max(0, $0)))))" } ?? ""
        let figures = format >= MetadataTable.formatWithRefreshes ? ", \(RefreshFigures.columns)" : ""
        let history = namesHistory ? ", version_table" : ""
        return SQLStatement(
            own: """
                SELECT entry, kind, subject, \(dialect.iso8601("started_at")) AS started_at, duration_ms, outcome, detail,
                    performed_by, host, process, athanor_version\(history)\(figures)
                FROM \(dialect.name(of: .log))
                \(restriction)ORDER BY entry DESC\(limit)
                """, values)
    }
}
