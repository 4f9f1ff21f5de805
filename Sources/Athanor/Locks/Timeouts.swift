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
