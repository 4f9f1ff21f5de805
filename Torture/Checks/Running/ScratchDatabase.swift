import Athanor
import AthanorTesting
import Foundation

/// The systems that Athanor is tormented on.
public enum Server: String, Sendable, CaseIterable {
    case postgresql
    case sqlite
}

/// An empty database of one round's own.
struct ScratchDatabase: Sendable {
    /// The system it is on.
    let server: Server
    /// Where it is.
    let url: String
    /// Its name on PostgreSQL, its path on SQLite.
    let name: String
    private let connect: @Sendable () async throws -> any Connection

    /// Makes one, and removes it after `body`.
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
        case .sqlite:
            let database = try TemporarySQLiteDatabase()
            defer { database.remove() }
            return try await body(
                ScratchDatabase(server: server, url: database.url.textWithPassword, name: database.path) {
                    // What a killed process left behind in a journal cannot be read by whoever may only read.
                    try await database.connect()
                })
        }
    }

    /// Whether it is there: on SQLite somebody must have written to it first.
    var exists: Bool { server == .postgresql || FileManager.default.fileExists(atPath: name) }

    /// Opens a connection for as long as `body` lasts, to look at it past Athanor.
    func connected<Result>(_ body: (any Connection) async throws -> Result) async throws -> Result {
        let connection = try await connect()
        do {
            let result = try await body(connection)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }
}
