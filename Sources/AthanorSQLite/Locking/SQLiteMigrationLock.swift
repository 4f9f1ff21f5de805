public import Athanor

/// Keeps a second migrator out of an SQLite database.
///
/// Each transaction of a run begins with `BEGIN IMMEDIATE`, which takes the one write lock that the file has, waiting
/// for it up to the busy timeout; nothing is held between transactions.
public struct SQLiteMigrationLock: MigrationLock {
    init() {}

    /// A transaction at a time.
    public var coverage: MigrationLockCoverage { .transaction }

    /// Always `true`: the transactions take the lock.
    public func tryAcquire() async throws -> Bool { true }

    /// Always `nil`: SQLite does not know who holds the write lock.
    public func holder() async throws -> String? { nil }

    /// Does nothing: the lock ends with the transaction.
    public func release() async throws {}
}
