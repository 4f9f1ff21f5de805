/// One revision to run, with the change of the version table.
public struct RevisionStep: Hashable, Sendable {
    /// The direction of a run.
    public enum Direction: Sendable, Hashable {
        /// The revision is applied.
        case upgrade
        /// The revision is undone.
        case downgrade
    }

    /// The revision that runs.
    public let revision: RevisionID
    /// The direction.
    public let direction: Direction
    /// Rows to delete from the version table in this step, in the graph's order. No id is also in ``rowsAdded``.
    package let rowsRemoved: [RevisionID]
    /// Rows to insert into the version table in this step, in the graph's order.
    package let rowsAdded: [RevisionID]

    /// A step.
    package init(revision: RevisionID, direction: Direction, rowsRemoved: [RevisionID], rowsAdded: [RevisionID]) {
        self.revision = revision
        self.direction = direction
        self.rowsRemoved = rowsRemoved
        self.rowsAdded = rowsAdded
    }

    /// The rows of the version table after the step, given the rows before it, ordered by id.
    package func rows(after rows: [RevisionID]) -> [RevisionID] {
        (rows.filter { !rowsRemoved.contains($0) } + rowsAdded).sorted()
    }
}
