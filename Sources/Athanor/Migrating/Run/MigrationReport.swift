/// The result of a run.
public struct MigrationReport: Sendable, Hashable {
    /// A revision that was run.
    public struct Step: Sendable, Hashable {
        /// The revision and its direction.
        public let step: RevisionStep
        /// The duration, including bookkeeping and commit.
        public let duration: Duration
    }

    /// The revisions that were run, in order.
    public let steps: [Step]
    /// The rows of the version table afterwards.
    public let current: [RevisionID]
}

/// The current revisions of a database.
public struct CurrentState: Sendable, Hashable {
    /// The rows of the version table; empty at base.
    public let rows: [RevisionID]
    /// Whether nothing is pending.
    public let isUpToDate: Bool

    /// Creates a state.
    public init(rows: [RevisionID], isUpToDate: Bool) {
        self.rows = rows
        self.isUpToDate = isUpToDate
    }
}
