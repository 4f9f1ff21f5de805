/// The figures of a refresh; `nil` for unknown values.
public struct RefreshFigures: Sendable, Hashable {
    /// The strategy in one word: `concurrently`, `plain` or `isolated`; `rebuilt` for a view that was refilled because
    /// it was replaced, or because something that it reads was altered.
    public let strategy: String
    /// The number of rows before.
    public var rowsBefore: Int64?
    /// The number of rows after.
    public var rowsAfter: Int64?
    /// The size of the view and its indexes before, in bytes.
    public var bytesBefore: Int64?
    /// The size after, in bytes.
    public var bytesAfter: Int64?
    /// The rows that it wrote.
    public var changes: RowChanges
    /// A value that shows whether others refreshed the view since.
    public var viewState: String?

    /// Creates figures.
    package init(
        strategy: String, rowsBefore: Int64? = nil, rowsAfter: Int64? = nil, bytesBefore: Int64? = nil,
        bytesAfter: Int64? = nil, changes: RowChanges = RowChanges(), viewState: String? = nil
    ) {
        self.strategy = strategy
        self.rowsBefore = rowsBefore
        self.rowsAfter = rowsAfter
        self.bytesBefore = bytesBefore
        self.bytesAfter = bytesAfter
        self.changes = changes
        self.viewState = viewState
    }
}

/// The number of rows that a refresh wrote; `nil` for what the database does not report.
public struct RowChanges: Sendable, Hashable {
    /// Inserted rows.
    public var inserted: Int64?
    /// Updated rows.
    public var updated: Int64?
    /// Deleted rows.
    public var deleted: Int64?

    /// Creates counts.
    package init(inserted: Int64? = nil, updated: Int64? = nil, deleted: Int64? = nil) {
        self.inserted = inserted
        self.updated = updated
        self.deleted = deleted
    }
}

extension RefreshFigures {
    /// The strategy of a view that was rebuilt together with what it reads.
    package static let rebuilt = "rebuilt"

    /// The columns of the log for the figures, in the order of ``values``.
    static let columns =
        "strategy, rows_before, rows_after, bytes_before, bytes_after, rows_inserted, rows_updated, rows_deleted, view_state"

    var values: [Value] {
        [.text(strategy)]
            + [rowsBefore, rowsAfter, bytesBefore, bytesAfter, changes.inserted, changes.updated, changes.deleted]
            .map { $0.map(Value.integer) ?? .null } + [Value(viewState)]
    }

    /// Reads the figures of an entry; `nil` if it has none, or has an older format.
    init?(logged row: ResultRow) throws {
        guard row.columns.contains("strategy"), let strategy = try row["strategy", as: String?.self] else { return nil }
        self.init(
            strategy: strategy, rowsBefore: try row["rows_before", as: Int64?.self],
            rowsAfter: try row["rows_after", as: Int64?.self], bytesBefore: try row["bytes_before", as: Int64?.self],
            bytesAfter: try row["bytes_after", as: Int64?.self],
            changes: RowChanges(
                inserted: try row["rows_inserted", as: Int64?.self], updated: try row["rows_updated", as: Int64?.self],
                deleted: try row["rows_deleted", as: Int64?.self]),
            viewState: try row["view_state", as: String?.self])
    }
}
