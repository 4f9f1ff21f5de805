public import Athanor
internal import Synchronization

/// Keeps a second migrator out of an SQLite database.
///
/// SQLite has one lock for writing, and it ends with the transaction: between the transactions of a run, and for what
/// refuses to run in one, such as VACUUM, it keeps nobody out, and it names no holder. So a run also locks a file beside
/// the database, ``RunLockFile``. Where there can be none, as for a database in memory, each transaction of the run
/// still begins with `BEGIN IMMEDIATE`, which takes SQLite's lock.
public final class SQLiteMigrationLock: MigrationLock {
    private let connection: any Connection
    private let held = Mutex<HeldRunLock?>(nil)

    init(connection: any Connection) {
        self.connection = connection
    }

    /// A transaction at a time: not every database can have the file.
    public var coverage: MigrationLockCoverage { .transaction }

    /// Locks the file if it is free.
    /// - Returns: whether it is now held, or cannot be had at all, so that the transactions alone must do.
    public func tryAcquire() async throws -> Bool {
        guard let file = try await file() else { return true }
        switch file.tryLock() {
        case .locked(let lock):
            held.withLock { $0 = lock }
            return true
        case .taken: return false
        case .impossible: return true
        }
    }

    /// Who holds it: `pid 4711, application athanor, host web-1, since 2026-11-23T10:00:00Z`.
    public func holder() async throws -> String? {
        try await file()?.holder?.description
    }

    /// Gives the file back and removes it.
    public func release() async throws {
        held.withLock { $0 = nil }
    }

    /// The file to lock; `nil` for a database in memory and for a temporary one.
    private func file() async throws -> RunLockFile? {
        // Source: https://sqlite.org/pragma.html#pragma_database_list
        let rows = try await connection.query("SELECT file FROM temp.pragma_database_list WHERE name = 'main'")
        guard let path = try rows.first?.textIfAny("file"), !path.isEmpty else { return nil }
        return RunLockFile(besideDatabase: path)
    }
}
