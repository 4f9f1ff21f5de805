/// The views to refresh, and how.
public struct RefreshRequest: Sendable, Hashable {
    /// A selection of views.
    public enum Views: Sendable, Hashable {
        /// The views with these names, with or without a schema.
        case named([String])
        /// All materialized views of the database.
        case all
        /// Views that are due for a refresh by their freshness target, also because they hold no data, and views whose
        /// target is to be refreshed after these.
        case stale
    }

    /// The views.
    public var views: Views
    /// Whether to refresh first the materialized views that these read, directly or through others.
    public var withUpstream: Bool
    /// Whether to refresh afterwards the materialized views that read these, directly or through others.
    public var withDownstream: Bool
    /// The maximum number of views to refresh at the same time, at least 1. Each takes a connection.
    public var jobs: Int
    /// The policy for a view that another session is refreshing or replacing.
    public var whenBusy: BusyViewPolicy
    /// The settings for each refresh.
    public var settings: RefreshSettings

    /// Creates a request. With views only, it refreshes one after the other, with the best possible strategy.
    public init(
        _ views: Views, withUpstream: Bool = false, withDownstream: Bool = false, jobs: Int = 1,
        whenBusy: BusyViewPolicy = .wait, settings: RefreshSettings = RefreshSettings()
    ) {
        self.views = views
        self.withUpstream = withUpstream
        self.withDownstream = withDownstream
        self.jobs = jobs
        self.whenBusy = whenBusy
        self.settings = settings
    }
}

/// The policy for a view that another session is refreshing or replacing.
public enum BusyViewPolicy: String, Sendable, Hashable, CaseIterable {
    /// Wait for the other session, then refresh the view.
    case wait
    /// Skip the view: the other session refreshes it.
    case skip
}

/// The settings for a refresh.
public struct RefreshSettings: Sendable, Hashable {
    /// Whether readers can continue during the refresh.
    public var concurrently: ConcurrentRefresh
    /// How long one attempt may wait for a lock, while new readers queue behind it. After that the attempt is rolled
    /// back, and retried after a pause. A shorter limit of the session applies instead.
    public var lockTimeout: TimeLimit
    /// How long the refresh of one view may take; on PostgreSQL, how long each of its statements may run. `nil` for the
    /// limit of the session.
    public var statementTimeout: TimeLimit?
    /// The age from which a transaction that reads the view gives a warning.
    public var longReader: Duration

    /// Creates settings with the usual values.
    public init(
        concurrently: ConcurrentRefresh = .auto, lockTimeout: TimeLimit = .seconds(2),
        statementTimeout: TimeLimit? = nil, longReader: Duration = .seconds(5)
    ) {
        self.concurrently = concurrently
        self.lockTimeout = lockTimeout
        self.statementTimeout = statementTimeout
        self.longReader = longReader
    }
}

/// Whether views are refreshed concurrently with their readers.
public enum ConcurrentRefresh: String, Sendable, Hashable, CaseIterable {
    /// If possible.
    case auto
    /// Always; refuses if it is impossible.
    case always
    /// Never. A plain refresh is faster, but readers wait.
    case never
}
