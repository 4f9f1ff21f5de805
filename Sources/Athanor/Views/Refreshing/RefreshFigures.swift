/// What a refresh did, in figures: `nil` for what was not known.
public struct RefreshFigures: Sendable, Hashable {
    /// In which way, in one word: `concurrently`, `plain` or `isolated`; `rebuilt` of a view that a replacement or an
    /// alteration of what it reads filled anew.
    public let strategy: String
    /// How many rows the view held before.
    public var rowsBefore: Int64?
    /// How many rows it held afterwards.
    public var rowsAfter: Int64?
    /// How many bytes the view and its indexes took before.
    public var bytesBefore: Int64?
    /// How many bytes they took afterwards.
    public var bytesAfter: Int64?
    /// What it wrote.
    public var changes: RowChanges
    /// What tells whether somebody else refreshed the view since.
    public var viewState: String?

    /// Figures.
    public init(
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

/// How many rows a refresh wrote: `nil` for what the database does not tell.
public struct RowChanges: Sendable, Hashable {
    /// Rows that it wrote anew.
    public var inserted: Int64?
    /// Rows that it changed in their place.
    public var updated: Int64?
    /// Rows that it removed.
    public var deleted: Int64?

    /// Counts.
    public init(inserted: Int64? = nil, updated: Int64? = nil, deleted: Int64? = nil) {
        self.inserted = inserted
        self.updated = updated
        self.deleted = deleted
    }
}

extension RefreshFigures {
    /// The way of a view that was made again together with what it reads.
    package static let rebuilt = "rebuilt"

    /// The columns of the log that hold them, in the order of ``values``.
    static let columns =
        "strategy, rows_before, rows_after, bytes_before, bytes_after, rows_inserted, rows_updated, rows_deleted, view_state"

    /// The placeholders of ``values`` in the statement that writes an entry, after those of other work.
    static let placeholders = (12...20).map { ", $\($0)" }.joined()

    var values: [Value] {
        [.text(strategy)]
            + [rowsBefore, rowsAfter, bytesBefore, bytesAfter, changes.inserted, changes.updated, changes.deleted]
            .map { $0.map(Value.integer) ?? .null } + [Value(viewState)]
    }

    /// The figures of an entry; `nil` when it has none, or was read from tables of an older format.
    init?(logged row: Row) throws {
        guard row.columns.contains("strategy"), let strategy = try row.textIfAny("strategy") else { return nil }
        self.init(
            strategy: strategy, rowsBefore: try row.integerIfAny("rows_before"),
            rowsAfter: try row.integerIfAny("rows_after"), bytesBefore: try row.integerIfAny("bytes_before"),
            bytesAfter: try row.integerIfAny("bytes_after"),
            changes: RowChanges(
                inserted: try row.integerIfAny("rows_inserted"), updated: try row.integerIfAny("rows_updated"),
                deleted: try row.integerIfAny("rows_deleted")),
            viewState: try row.textIfAny("view_state"))
    }
}
