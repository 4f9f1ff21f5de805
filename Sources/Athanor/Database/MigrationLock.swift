/// The scope of a migration lock: one history of one database.
package struct MigrationLockScope: Sendable, Hashable {
    /// The version table that the run changes. The database and its schema are the connection's own.
    package let versionTable: QualifiedName

    /// Creates a scope.
    package init(versionTable: QualifiedName) {
        self.versionTable = versionTable
    }
}

/// A lock that prevents a second migrator from running.
///
/// It is taken on the session that does the work, so that both end together. Never wait for it in the server: a waiting
/// statement holds a snapshot, and `CREATE INDEX CONCURRENTLY` of the holder would wait for that snapshot.
package protocol MigrationLock: Sendable {
    /// The duration of the lock.
    var coverage: MigrationLockCoverage { get }

    /// Takes the lock if it is free.
    /// - Returns: whether it is now held.
    /// - Throws: ``DatabaseFailure``.
    func tryAcquire() async throws -> Bool

    /// Returns a description of the holder for a message; `nil` if there is none any more, or it is unknown.
    /// - Throws: ``DatabaseFailure``.
    func holder() async throws -> String?

    /// Releases the lock.
    /// - Throws: ``DatabaseFailure``.
    func release() async throws
}

/// The duration of a migration lock.
package enum MigrationLockCoverage: Sendable, Hashable {
    /// From ``MigrationLock/tryAcquire()`` to ``MigrationLock/release()``.
    case run
    /// A single transaction. The holder must read the version rows again inside each transaction.
    case transaction
}
