/// What a migration lock keeps apart: one history of one database.
public struct MigrationLockScope: Sendable, Hashable {
    /// The version table that the run moves; the database and its schema are the connection's own.
    public let versionTable: QualifiedName

    /// A scope.
    public init(versionTable: QualifiedName) {
        self.versionTable = versionTable
    }
}

/// Keeps a second migrator out while one works.
///
/// It is taken on the session that does the work, so that both die together, and it is never waited for in the server: a
/// waiting statement holds a snapshot that `CREATE INDEX CONCURRENTLY` of the holder would wait for.
public protocol MigrationLock: Sendable {
    /// How long the lock lasts.
    var coverage: MigrationLockCoverage { get }

    /// Takes the lock if it is free.
    /// - Returns: whether it is now held.
    /// - Throws: ``DatabaseError``.
    func tryAcquire() async throws -> Bool

    /// Who holds it, for the message to someone who waits; `nil` when nobody does any more or it cannot be known.
    /// - Throws: ``DatabaseError``.
    func holder() async throws -> String?

    /// Gives the lock back.
    /// - Throws: ``DatabaseError``.
    func release() async throws
}

/// How long a migration lock lasts.
public enum MigrationLockCoverage: Sendable, Hashable {
    /// From ``MigrationLock/tryAcquire()`` to ``MigrationLock/release()``.
    case run
    /// A transaction at a time: whoever holds it must read the version rows again inside each transaction.
    case transaction
}
