/// The options of a ``Migrator``.
public struct MigratorOptions: Sendable {
    /// The version table, which records the revisions of the database.
    public var versionTable: VersionTable
    /// How to connect.
    public var connection: ConnectionOptions
    /// How long to wait for another migrator to finish, for the only lock of a database such as SQLite, and for the
    /// locks of one view's refresh. Zero does not wait.
    public var lockWait: TimeLimit
    /// The limits for waiting for locks and for running statements, unless a revision sets others.
    public var timeouts: Timeouts
    /// The number of attempts for work of a revision that cannot get its locks, with pauses in between. On a database
    /// with only one lock, such as SQLite, ``lockWait`` is the limit instead.
    public var lockAttempts: Int
    /// Whether each revision runs in a transaction of its own. Otherwise all revisions of a run share one transaction,
    /// and either all take effect or none.
    public var transactionPerMigration: Bool
    /// The `-x name=value` arguments for revisions.
    public var arguments: [String: String]
    /// A name for the run, visible to revisions.
    public var tag: String?
    /// Called for each event of a run, in order, on any thread.
    public var onEvent: @Sendable (MigrationEvent) -> Void

    /// Creates options with the usual values.
    public init(
        versionTable: VersionTable = VersionTable(), connection: ConnectionOptions = ConnectionOptions(),
        lockWait: TimeLimit = .minutes(10), timeouts: Timeouts = Timeouts(), lockAttempts: Int = 10,
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

/// An event of a run.
public enum MigrationEvent: Sendable {
    /// A connection was opened. One call may open several, one after the other.
    case connected(ConnectedPlace)
    /// Another migrator is running, or another session holds the only lock of a database such as SQLite, and this run
    /// waits. Sent when waiting starts and when the holder changes.
    case waitingForLock(holder: String?)
    /// The running statement waits for a lock that these sessions hold. Sent when they change; empty when the statement
    /// continues.
    case blocked(by: [BlockingSession])
    /// A transaction or a non-transactional statement could not get its locks in this attempt. It was rolled back, and
    /// is retried after the pause.
    case retrying(attempt: Int, of: Int, pause: Duration)
    /// Applied revisions differ from their recorded checksums, or some cannot be compared because they are not compiled
    /// in. The run continues.
    case revisionsChanged(RevisionFindings)
    /// `-N` counts from one of several heads of the database.
    case countedFrom(RevisionID, others: [RevisionID])
    /// Revisions that are about to run have sections that were probably left empty by mistake.
    case doubtful([RevisionDoubt])
    /// A revision starts.
    case started(RevisionStep, title: String)
    /// A partially applied revision continues. This many of its segments were committed before.
    case resumed(RevisionStep, finishedSegments: Int, segments: Int)
    /// The progress of a revision's update in batches.
    case progress(RevisionStep, BackfillProgress)
    /// A message about a long step of a revision, such as `building reporting.daily_usage (2 of 5)`.
    case doing(RevisionStep, String)
    /// A revision was finished and committed.
    case finished(RevisionStep, title: String, duration: Duration)
    /// A stamp has recorded what revisions state about views. Sent only if they state something.
    case stamped(StampedViews)
}

/// A revision that is about to run, with a warning about it.
public struct RevisionDoubt: Sendable, Hashable {
    /// The revision, with its direction.
    public let step: RevisionStep
    /// The warning: probably a mistake of the author.
    public let warning: RevisionFileWarning
}
