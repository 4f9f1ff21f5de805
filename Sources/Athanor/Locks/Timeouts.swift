/// How long the statements of a run may wait for locks, and how long they may take, unless a revision says otherwise.
///
/// A database that has no such settings passes over them, as SQLite does.
public struct Timeouts: Sendable, Hashable {
    /// How long a statement may wait for one lock. Whoever needs the same object queues behind it meanwhile, so that this
    /// is short; what could not have its lock is undone and run again.
    public var lock: TimeLimit
    /// The same for concurrent builds of indexes and their like, which wait for the transactions of others to end while
    /// nobody who reads or writes waits for them.
    public var indexLock: TimeLimit
    /// How long a statement may take in all.
    public var statement: TimeLimit

    /// Timeouts; without arguments the usual ones.
    public init(
        lock: TimeLimit = .seconds(2), indexLock: TimeLimit = .hours(1), statement: TimeLimit = .unlimited
    ) {
        self.lock = lock
        self.indexLock = indexLock
        self.statement = statement
    }
}

/// What a revision, or some of its operations, say about timeouts: what they do not say stays as it is.
public struct TimeoutChange: Sendable, Hashable {
    /// How long a statement may wait for one lock; `nil` changes nothing.
    public var lock: TimeLimit?
    /// How long a statement may take in all; `nil` changes nothing.
    public var statement: TimeLimit?

    /// A change.
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
