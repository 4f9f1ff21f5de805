/// The change of the version table that records revisions as applied without running them.
package struct StampPlan: Hashable, Sendable {
    /// Rows to delete. No id is also in ``rowsAdded``.
    package let rowsRemoved: [RevisionID]
    /// Rows to insert.
    package let rowsAdded: [RevisionID]

    /// Whether there is anything to do.
    package var changesRows: Bool { !rowsRemoved.isEmpty || !rowsAdded.isEmpty }

    /// The rows that the version table holds afterwards.
    /// - Parameter rows: the rows before.
    package func rows(after rows: [RevisionID]) -> [RevisionID] {
        rows.filter { !rowsRemoved.contains($0) } + rowsAdded
    }
}
