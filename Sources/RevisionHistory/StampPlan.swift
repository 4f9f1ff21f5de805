/// The change of the version table that records revisions as applied without running them.
public struct StampPlan: Hashable, Sendable {
    /// Rows to delete. No id is also in ``rowsAdded``.
    public let rowsRemoved: [RevisionID]
    /// Rows to insert.
    public let rowsAdded: [RevisionID]

    /// Whether there is anything to do.
    public var changesRows: Bool { !rowsRemoved.isEmpty || !rowsAdded.isEmpty }

    /// The rows that the version table holds afterwards.
    /// - Parameter rows: the rows before.
    public func rows(after rows: [RevisionID]) -> [RevisionID] {
        rows.filter { !rowsRemoved.contains($0) } + rowsAdded
    }
}
