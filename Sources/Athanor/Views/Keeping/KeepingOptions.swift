/// The options of a ``FreshnessKeeper``.
public struct KeepingOptions: Sendable, Hashable {
    /// The maximum number of views to refresh at the same time. Each takes a connection.
    public var jobs: Int
    /// The settings for each refresh.
    public var settings: RefreshSettings
    /// The pauses after failures.
    public var backOff: BackOff
    /// The longest time between two checks of the database, without ``jitter``. It determines how soon the keeper
    /// notices refreshes by others and views made by revisions.
    public var lookEvery: Duration
    /// The maximum random delay of a check, and so of a refresh after it is due, so that several keepers do not all
    /// query at the same moment.
    public var jitter: Duration
    /// The time that running refreshes have after ``FreshnessKeeper/stop()``; then they are cancelled.
    public var stopWithin: Duration

    /// Creates options with the usual values.
    public init(
        jobs: Int = 2, settings: RefreshSettings = RefreshSettings(), backOff: BackOff = BackOff(),
        lookEvery: Duration = .seconds(10), jitter: Duration = .milliseconds(500), stopWithin: Duration = .seconds(30)
    ) {
        self.jobs = jobs
        self.settings = settings
        self.backOff = backOff
        self.lookEvery = lookEvery
        self.jitter = jitter
        self.stopWithin = stopWithin
    }
}

/// An event while views are kept fresh.
public enum KeepingEvent: Sendable {
    /// The keeper has checked how fresh the views are.
    case looked(FreshnessOverview)
    /// An event of a refresh.
    case refresh(RefreshEvent)
    /// The check of the database failed. It is retried after a pause.
    case failed(any Error, retryingIn: Duration)
    /// The keeper was asked to stop. This many refreshes may still finish.
    case stopping(running: Int)
    /// The time to finish is over. The refreshes are cancelled.
    case cancelling(running: Int)
}
