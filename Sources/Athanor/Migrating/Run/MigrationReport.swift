/// What a run did.
public struct MigrationReport: Sendable, Hashable {
    /// A revision that was run.
    public struct Step: Sendable, Hashable {
        /// Which revision, and in which direction.
        public let step: RevisionStep
        /// How long it took, bookkeeping and commit included.
        public let duration: Duration
    }

    /// The revisions that were run, in order.
    public let steps: [Step]
    /// The rows of the version table afterwards.
    public let current: [RevisionID]
}

/// Where a database stands.
public struct CurrentState: Sendable, Hashable {
    /// The rows of the version table; empty at base.
    public let rows: [RevisionID]
    /// Whether nothing is pending.
    public let isUpToDate: Bool

    /// A state.
    public init(rows: [RevisionID], isUpToDate: Bool) {
        self.rows = rows
        self.isUpToDate = isUpToDate
    }
}
