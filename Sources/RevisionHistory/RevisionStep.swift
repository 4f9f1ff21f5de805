/// One revision to run, and what the version table must look like after it.
public struct RevisionStep: Hashable, Sendable {
    /// Which way a revision runs.
    public enum Direction: Sendable, Hashable {
        /// The revision is applied.
        case upgrade
        /// The revision is undone.
        case downgrade
    }

    /// The revision that runs.
    public let revision: RevisionID
    /// Which way it runs.
    public let direction: Direction
    /// Rows that leave the version table with this step, in the graph's order. No id is also in ``rowsAdded``.
    public let rowsRemoved: [RevisionID]
    /// Rows that enter the version table with this step, in the graph's order.
    public let rowsAdded: [RevisionID]

    /// A step.
    package init(revision: RevisionID, direction: Direction, rowsRemoved: [RevisionID], rowsAdded: [RevisionID]) {
        self.revision = revision
        self.direction = direction
        self.rowsRemoved = rowsRemoved
        self.rowsAdded = rowsAdded
    }

    /// The rows of the version table after the step, given those before it, in order of id.
    public func rows(after rows: [RevisionID]) -> [RevisionID] {
        (rows.filter { !rowsRemoved.contains($0) } + rowsAdded).sorted()
    }
}
