/// How a ``Migrator`` works.
public struct MigratorOptions: Sendable {
    /// The table that says which revisions the database stands at.
    public var versionTable: VersionTable
    /// How to connect.
    public var connection: ConnectionOptions
    /// How long to wait for another migrator to finish; `nil` waits without end.
    public var lockWait: Duration?
    /// How long statements may wait for locks and how long they may take, where a revision says nothing else.
    public var timeouts: Timeouts
    /// How often a transaction is tried that cannot have its locks, with pauses between.
    public var lockAttempts: Int
    /// Whether each revision runs in a transaction of its own; otherwise all revisions of one run share one, and are done
    /// or undone together.
    public var transactionPerMigration: Bool
    /// The `-x name=value` arguments that revisions see.
    public var arguments: [String: String]
    /// A name for the run that revisions see.
    public var tag: String?
    /// Called for each event of a run, in order, from no particular thread.
    public var onEvent: @Sendable (MigrationEvent) -> Void

    /// Options with everything at its usual value.
    public init(
        versionTable: VersionTable = VersionTable(), connection: ConnectionOptions = ConnectionOptions(),
        lockWait: Duration? = .seconds(600), timeouts: Timeouts = Timeouts(), lockAttempts: Int = 10,
        transactionPerMigration: Bool = true, arguments: [String: String] = [:], tag: String? = nil,
        onEvent: @escaping @Sendable (MigrationEvent) -> Void = { _ in }
    ) {
        self.versionTable = versionTable
        self.connection = connection
        self.lockWait = lockWait
        self.timeouts = timeouts
        self.lockAttempts = lockAttempts
        self.transactionPerMigration = transactionPerMigration
        self.arguments = arguments
        self.tag = tag
        self.onEvent = onEvent
    }
}

/// Something that happened in a run.
public enum MigrationEvent: Sendable {
    /// A connection was opened. One call may open several, one after the other.
    case connected(ConnectedPlace)
    /// Another migrator is at work; this one waits. Sent when the waiting begins and whenever the holder changes.
    case waitingForLock(holder: String?)
    /// What runs now waits for a lock that these sessions hold; sent when they change. None when it goes on.
    case blocked(by: [BlockingSession])
    /// What runs now could not have its locks: its transaction was rolled back, and is run again after the pause.
    case retrying(attempt: Int, of: Int, pause: Duration)
    /// Applied revisions are not as they were when they were applied, or some cannot be compared since they are not compiled
    /// in. The run goes on.
    case revisionsChanged(RevisionFindings)
    /// `-N` counts from one of several heads of the database.
    case countedFrom(RevisionID, others: [RevisionID])
    /// Revisions that are about to run have sections that somebody seems to have forgotten.
    case doubtful([RevisionDoubt])
    /// A revision begins.
    case started(RevisionStep, title: String)
    /// A revision goes on that was stopped between its parts: so many of them were committed before.
    case resumed(RevisionStep, finishedSegments: Int, parts: Int)
    /// A revision's update in batches has come so far.
    case progress(RevisionStep, BackfillProgress)
    /// A long step of a revision says what it is doing, as `building reporting.daily_usage (2 of 5)`.
    case doing(RevisionStep, String)
    /// A revision was finished and committed.
    case finished(RevisionStep, title: String, duration: Duration)
    /// A stamp has noted what revisions say of views; sent where they say anything.
    case stamped(StampedViews)
}

/// A revision that is about to run, and what is doubtful about it.
public struct RevisionDoubt: Sendable, Hashable {
    /// The revision, with its direction.
    public let step: RevisionStep
    /// What its author hardly meant.
    public let warning: RevisionFileWarning
}
