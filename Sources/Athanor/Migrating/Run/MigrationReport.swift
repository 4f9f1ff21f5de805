/// The result of a run.
public struct MigrationReport: Sendable, Hashable {
    /// A revision that was run.
    public struct Step: Sendable, Hashable {
        /// The revision.
        public let revision: RevisionID
        /// Whether it was applied or reverted.
        public let direction: RevisionStep.Direction
        /// The duration, including bookkeeping and commit.
        public let duration: Duration

        init(_ step: RevisionStep, duration: Duration) {
            revision = step.revision
            direction = step.direction
            self.duration = duration
        }
    }

    /// The revisions that were run, in order.
    public let steps: [Step]
    /// The rows of the version table afterwards.
    public let current: [RevisionID]
}
