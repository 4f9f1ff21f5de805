/// The limits for waiting for locks and for running statements, unless a revision sets others.
///
/// A database without such settings ignores them, as SQLite does.
public struct Timeouts: Sendable, Hashable {
    /// How long a statement may wait for one lock. Other sessions that need the same object queue behind it, so the
    /// limit is short. Work that could not get its lock is rolled back and retried.
    public var lock: TimeLimit
    /// The same for concurrent index builds and similar statements. They wait for transactions of others to end, but
    /// readers and writers do not wait for them.
    public var indexLock: TimeLimit
    /// How long a statement may run in total.
    public var statement: TimeLimit

    /// Creates timeouts. Without arguments, the usual ones.
    public init(
        lock: TimeLimit = .seconds(2), indexLock: TimeLimit = .hours(1), statement: TimeLimit = .unlimited
    ) {
        self.lock = lock
        self.indexLock = indexLock
        self.statement = statement
    }
}

/// The timeouts that a revision, or some of its operations, set. Others stay unchanged.
public struct TimeoutChange: Sendable, Hashable {
    /// How long a statement may wait for one lock; `nil` changes nothing.
    public var lock: TimeLimit?
    /// How long a statement may run in total; `nil` changes nothing.
    public var statement: TimeLimit?

    /// Creates a change.
    public init(lock: TimeLimit? = nil, statement: TimeLimit? = nil) {
        self.lock = lock
        self.statement = statement
    }

    /// Whether nothing is changed.
    public var isEmpty: Bool { self == TimeoutChange() }

    /// `lock_timeout 30s, statement_timeout forever`.
    var summary: String {
        [lock.map { "lock_timeout \($0)" }, statement.map { "statement_timeout \($0)" }]
            .compactMap(\.self).joined(separator: ", ")
    }
}
