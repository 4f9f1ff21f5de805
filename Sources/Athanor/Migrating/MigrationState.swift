/// The state of a database: its revisions, and the work that is left.
public struct MigrationState: Sendable {
    /// The rows of the version table; empty at base.
    public let rows: [RevisionID]
    /// The rows whose revision the history does not have, for example because a newer version of the program applied it.
    public let unknownRows: [RevisionID]
    /// The partially applied revisions, which an interrupted run has left.
    public let partiallyApplied: [PartiallyApplied]
    /// The revisions that an upgrade to all heads would run, in order. With ``unknownRows`` this cannot be determined, and
    /// the list is empty.
    public let pending: [RevisionEntry]

    /// Whether the database is at all heads: nothing is pending, partially applied or unknown.
    public var isUpToDate: Bool { pending.isEmpty && unknownRows.isEmpty && partiallyApplied.isEmpty }

    init(rows: [RevisionID], partiallyApplied: [PartiallyApplied], in history: RevisionSet) throws {
        self.rows = rows
        self.partiallyApplied = partiallyApplied
        unknownRows = rows.filter { history[$0] == nil }
        pending =
            unknownRows.isEmpty
            ? try history.graph.upgradePlan(to: "heads", from: rows).compactMap { history[$0.revision] } : []
    }
}
