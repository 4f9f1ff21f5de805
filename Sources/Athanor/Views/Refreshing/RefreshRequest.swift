/// Which views are to be refreshed, and how.
public struct RefreshRequest: Sendable, Hashable {
    /// Which views.
    public enum Views: Sendable, Hashable {
        /// These, as a person types their names: with or without a schema.
        case named([String])
        /// All materialized views of the database.
        case all
        /// Those that are older than their target, or hold no data though they have one.
        case stale
    }

    /// Which views.
    public var views: Views
    /// Whether the materialized views that these read, directly or through others, are refreshed before them.
    public var withUpstream: Bool
    /// Whether the materialized views that read these, directly or through others, are refreshed after them.
    public var withDownstream: Bool
    /// How many views are refreshed at the same time, at most; 1 or more. Each takes a connection.
    public var jobs: Int
    /// What is done about a view that another session is refreshing or replacing.
    public var whenBusy: BusyViewPolicy
    /// How each view is refreshed.
    public var settings: RefreshSettings

    /// A request; without more than views, one after the other, each in the way that it allows.
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

/// What is done about a view that another session is refreshing or replacing.
public enum BusyViewPolicy: String, Sendable, Hashable, CaseIterable {
    /// Wait for it, then refresh the view.
    case wait
    /// Leave the view out: the other session sees to it.
    case skip
}

/// How views are refreshed.
public struct RefreshSettings: Sendable, Hashable {
    /// Whether readers go on meanwhile.
    public var concurrently: ConcurrentRefresh
    /// How long one attempt may wait for a lock, while new readers queue behind it; `nil` waits without end. When it is
    /// over, the attempt is undone and made again after a pause.
    public var lockTimeout: Duration?
    /// How long the refresh of one view may take; `nil` for as long as the server lets this session's statements run.
    public var statementTimeout: Duration?
    /// From which age on a transaction that reads the view is worth a warning.
    public var longReader: Duration

    /// Settings with everything at its usual value.
    public init(
        concurrently: ConcurrentRefresh = .auto, lockTimeout: Duration? = .seconds(2),
        statementTimeout: Duration? = nil, longReader: Duration = .seconds(5)
    ) {
        self.concurrently = concurrently
        self.lockTimeout = lockTimeout
        self.statementTimeout = statementTimeout
        self.longReader = longReader
    }
}

/// Whether views are refreshed concurrently with their readers.
public enum ConcurrentRefresh: String, Sendable, Hashable, CaseIterable {
    /// Where it can be.
    case auto
    /// Or not at all.
    case always
    /// Not, since a plain refresh is quicker.
    case never
}
