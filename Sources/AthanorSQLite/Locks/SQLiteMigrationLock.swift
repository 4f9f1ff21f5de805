package import Athanor
internal import Synchronization

/// The lock that keeps a second migrator out of an SQLite database.
///
/// SQLite has one write lock, which ends with the transaction. It blocks nobody between the transactions of a run, nor
/// for statements that cannot run in one, such as VACUUM, and it has no name of its holder. So a run also locks a file
/// next to the database, ``RunLockFile``. Where that file is impossible, as for a database in memory, each transaction
/// of the run still begins with `BEGIN IMMEDIATE`, which takes SQLite's lock.
package final class SQLiteMigrationLock: MigrationLock {
    private let connection: any Connection
    private let held = Mutex<HeldRunLock?>(nil)

    init(connection: any Connection) {
        self.connection = connection
    }

    /// One transaction at a time, because not every database can have the file.
    package var coverage: MigrationLockCoverage { .transaction }

    /// Locks the file if it is free.
    /// - Returns: whether the file is now locked, or cannot be locked at all, so that only the transactions lock the
    ///   database.
    package func tryAcquire() async throws -> Bool {
        guard let file = try await file() else { return true }
        switch file.tryLock() {
        case .locked(let lock):
            held.withLock { $0 = lock }
            return true
        case .taken: return false
        case .impossible: return true
        }
    }

    /// Returns the holder: `pid 4711, application athanor, host web-1, since 2026-11-23T10:00:00Z`.
    package func holder() async throws -> String? {
        try await file()?.holder?.description
    }

    /// Releases the lock and removes the file.
    package func release() async throws {
        held.withLock { $0 = nil }
    }

    /// The file to lock; `nil` for a database in memory and for a temporary one.
    private func file() async throws -> RunLockFile? {
        // Source: https://sqlite.org/pragma.html#pragma_database_list
        let rows = try await connection.query("SELECT file FROM temp.pragma_database_list WHERE name = 'main'")
        guard let path = try rows.first?["file", as: String?.self], !path.isEmpty else { return nil }
        return RunLockFile(besideDatabase: path)
    }
}
