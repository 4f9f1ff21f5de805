import Athanor
import AthanorTesting
import Foundation
import TestSupport

/// The database systems of the scenarios.
public enum Server: String, Sendable, CaseIterable {
    case postgresql
    /// SQLite in its default journal mode, with a rollback journal.
    case sqlite
    /// SQLite with a write-ahead log.
    case sqliteWAL = "sqlite-wal"
}

/// An empty database for one round.
struct ScratchDatabase: Sendable {
    /// The system it is on.
    let server: Server
    /// Its URL.
    let url: String
    /// Its name on PostgreSQL, its path on SQLite.
    let name: String
    private let connect: @Sendable () async throws -> any Connection

    /// Creates one, and removes it after `body`.
    static func with<Result>(
        _ server: Server, _ body: (ScratchDatabase) async throws -> Result
    ) async throws -> Result {
        switch server {
        case .postgresql:
            let database = try await PrivatePostgreSQL.shared.temporaryDatabase()
            let scratch = ScratchDatabase(server: server, url: database.url.textWithPassword, name: database.name) {
                try await database.connect(ConnectionOptions(applicationName: "torture"))
            }
            do {
                let result = try await body(scratch)
                try await database.drop()
                return result
            } catch {
                try? await database.drop()
                throw error
            }
        case .sqlite, .sqliteWAL:
            let database = try TemporarySQLiteDatabase()
            defer { database.remove() }
            if server == .sqliteWAL {
                let connection = try await database.connect()
                try await connection.query("PRAGMA journal_mode = wal")
                await connection.close()
            }
            return try await body(
                ScratchDatabase(server: server, url: database.url.textWithPassword, name: database.path) {
                    try await database.connect()
                })
        }
    }

    /// Whether it exists: on SQLite, only after the first write.
    var exists: Bool { server == .postgresql || FileManager.default.fileExists(atPath: name) }

    /// Opens a connection for the duration of `body`, to look at the database without Athanor.
    ///
    /// On SQLite it opens a copy of the file and its journals. Opening the file itself would roll back what a killed
    /// process left there, and Athanor would never meet it.
    func connected<Result>(_ body: (any Connection) async throws -> Result) async throws -> Result {
        guard server != .postgresql else { return try await using(try await connect(), body) }
        let copy = try TemporarySQLiteDatabase()
        defer { copy.remove() }
        // SQLite rebuilds the file -shm from the file -wal.
        for suffix in ["", "-journal", "-wal"] where FileManager.default.fileExists(atPath: name + suffix) {
            try FileManager.default.copyItem(atPath: name + suffix, toPath: copy.path + suffix)
        }
        return try await using(try await copy.connect(), body)
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
