extension ViewRefreshScheduler {
    /// The options of a scheduler.
    public struct Options: Sendable, Hashable {
        /// The maximum number of views to refresh at the same time. Each takes a connection.
        public var jobs: Int
        /// The settings for each refresh.
        public var settings: RefreshSettings
        /// The pauses after failures.
        public var backOff: BackOff
        /// The longest time between two checks of the database, without ``jitter``. It determines how soon the
        /// scheduler notices refreshes by others and views made by revisions.
        public var lookEvery: Duration
        /// The maximum random delay of a check, and so of a refresh after it is due, so that several schedulers do not
        /// all query at the same moment.
        public var jitter: Duration
        /// How long running refreshes may take after ``ViewRefreshScheduler/stop()``; then they are cancelled.
        public var stopWithin: TimeLimit
        /// What to do if the first check of the database fails.
        public var firstLook: FirstLook

        /// Creates options with the usual values.
        public init(
            jobs: Int = 2, settings: RefreshSettings = RefreshSettings(), backOff: BackOff = BackOff(),
            lookEvery: Duration = .seconds(10), jitter: Duration = .milliseconds(500),
            stopWithin: TimeLimit = .seconds(30), firstLook: FirstLook = .fail
        ) {
            self.jobs = jobs
            self.settings = settings
            self.backOff = backOff
            self.lookEvery = lookEvery
            self.jitter = jitter
            self.stopWithin = stopWithin
            self.firstLook = firstLook
        }
    }

    /// What to do if the first check of the database fails.
    public enum FirstLook: Sendable, Hashable {
        /// End with the error. It shows a wrong address or a missing right at once.
        case fail
        /// Report the error and try again after a pause, as for later checks. Choose it where the database may start
        /// after the server.
        case retry
    }

    /// An event while views are kept fresh.
    public enum Event: Sendable {
        /// The scheduler has checked how fresh the views are.
        case looked(FreshnessOverview)
        /// An event of a refresh.
        case refresh(RefreshEvent)
        /// The check of the database failed. It is retried after a pause.
        case failed(any Error, retryingIn: Duration)
        /// The scheduler was asked to stop. This many refreshes may still finish.
        case stopping(running: Int)
        /// The time to finish is over. The refreshes are cancelled.
        case cancelling(running: Int)
    }
}
