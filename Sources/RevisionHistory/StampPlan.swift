/// How the version table changes when revisions are recorded as applied without running.
public struct StampPlan: Hashable, Sendable {
    /// Rows to delete. No id is also in ``rowsAdded``.
    public let rowsRemoved: [RevisionID]
    /// Rows to insert.
    public let rowsAdded: [RevisionID]

    /// Whether there is anything to do.
    public var changesRows: Bool { !rowsRemoved.isEmpty || !rowsAdded.isEmpty }
}
