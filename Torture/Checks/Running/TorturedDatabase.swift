import Athanor
import Foundation
import TestSupport

/// An empty database for one round.
struct TorturedDatabase: Sendable {
    /// The system it is on.
    let server: Server
    private let scratch: ScratchDatabase

    /// Its URL with the password.
    var url: String { scratch.url }
    /// Its name on PostgreSQL, its path on SQLite.
    var name: String { scratch.name }

    /// Creates one, and removes it after `body`.
    static func with<Result>(
        _ server: Server, _ body: (TorturedDatabase) async throws -> Result
    ) async throws -> Result {
        try await ScratchDatabase.with(server.system) { scratch in
            if server == .sqliteWAL { try await scratch.run("PRAGMA journal_mode = wal") }
            return try await body(TorturedDatabase(server: server, scratch: scratch))
        }
    }

    /// Whether it exists: on SQLite, only after the first write.
    var exists: Bool { server == .postgresql || FileManager.default.fileExists(atPath: name) }

    /// Opens a connection for the duration of `body`, to look at the database without Athanor.
    ///
    /// On SQLite it opens a copy of the file and its journals. Opening the file itself would roll back what a killed
    /// process left there, and Athanor would never meet it.
    func connected<Result>(_ body: (any Connection) async throws -> Result) async throws -> Result {
        guard server != .postgresql else {
            return try await scratch.connected(ConnectionOptions(applicationName: "torture"), body)
        }
        return try await ScratchDatabase.with(.sqlite) { copy in
            // SQLite rebuilds the file -shm from the file -wal.
            for suffix in ["", "-journal", "-wal"] where FileManager.default.fileExists(atPath: name + suffix) {
                try FileManager.default.copyItem(atPath: name + suffix, toPath: copy.name + suffix)
            }
            return try await copy.connected { try await body($0) }
        }
    }

    /// Whether a rollback journal next to the file has pages that must be rolled back.
    /// (https://sqlite.org/fileformat2.html#the_rollback_journal)
    var hasHotJournal: Bool {
        guard let journal = FileHandle(forReadingAtPath: name + "-journal") else { return false }
        defer { try? journal.close() }
        // SQLite writes the magic number when it has flushed the pages, before it first writes to the database.
        let magic: [UInt8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]
        guard let header = try? journal.read(upToCount: 12) else { return false }
        return header.count == 12 && Array(header.prefix(8)) == magic && header.suffix(4).contains { $0 != 0 }
    }
}
