/// How a ``FreshnessKeeper`` works.
public struct KeepingOptions: Sendable, Hashable {
    /// How many views are refreshed at the same time, at most. Each takes a connection.
    public var jobs: Int
    /// How each view is refreshed.
    public var settings: RefreshSettings
    /// How long a view is left alone after failures.
    public var backOff: BackOff
    /// The longest time between two looks at the database: how soon it is noticed that another view was refreshed, or that a
    /// revision made one.
    public var lookEvery: Duration
    /// Up to this long, at random, a refresh begins later than it is due: so that copies do not all ask at the same
    /// moment.
    public var jitter: Duration
    /// How long refreshes that run may go on after ``FreshnessKeeper/stop()``; then they are cancelled.
    public var stopWithin: Duration

    /// Options with everything at its usual value.
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

/// Something that happened while views were kept fresh.
public enum KeepingEvent: Sendable {
    /// The keeper has looked how fresh the views are.
    case looked(FreshnessOverview)
    /// Something happened while a view was refreshed.
    case refresh(RefreshEvent)
    /// The database could not be looked at; it is tried again after a pause.
    case failed(any Error, retryingIn: Duration)
    /// The keeper has been asked to stop: so many refreshes may go on for a while.
    case stopping(running: Int)
    /// The time for that is over: they are cancelled.
    case cancelling(running: Int)
}
