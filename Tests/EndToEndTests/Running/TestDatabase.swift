import Athanor
import AthanorTesting
import Foundation
import TestSupport
import Testing

/// The databases that the scenario runs on.
enum Server: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case postgreSQL
    case sqlite

    var testDescription: String { rawValue }

    /// The day in Tokyo of `created_at`, in the database's SQL.
    var day: String {
        switch self {
        case .postgreSQL: "date_trunc('day', created_at AT TIME ZONE 'Asia/Tokyo')::date"
        case .sqlite: "date(created_at, '+9 hours')"
        }
    }
}

/// An empty database that one test has to itself.
struct TestDatabase: Sendable {
    /// Which system it is on.
    let server: Server
    /// Where it is.
    let url: String
    /// Opens a connection that bypasses Athanor's own tables and commands.
    private let connect: @Sendable () async throws -> any Connection

    /// Makes one, and removes it after `body`.
    @discardableResult static func with<Result>(_ server: Server, _ body: (TestDatabase) async throws -> Result)
        async throws -> Result
    {
        switch server {
        case .postgreSQL:
            let database = try await PrivatePostgreSQL.shared.temporaryDatabase()
            let result: Swift.Result<Result, any Error>
            do {
                result = .success(
                    try await body(
                        TestDatabase(server: server, url: database.url.textWithPassword) {
                            try await database.connect()
                        }))
            } catch {
                result = .failure(error)
            }
            try await database.drop()
            return try result.get()
        case .sqlite:
            let database = try TemporarySQLiteDatabase()
            defer { database.remove() }
            return try await body(
                TestDatabase(server: server, url: database.url.textWithPassword) { try await database.connect() })
        }
    }

    /// Runs something on a connection of its own.
    func connected<Result>(_ body: (any Connection) async throws -> Result) async throws -> Result {
        try await using(try await connect(), body)
    }

    /// Runs statements one after the other.
    func execute(_ statements: String...) async throws { try await execute(all: statements) }

    /// Runs statements one after the other, in one session.
    func execute(all statements: [String]) async throws {
        let connection = try await connect()
        for statement in statements { try await connection.query(statement) }
        await connection.close()
    }

    /// The rows of a query, their columns as text divided by `|`.
    func rows(_ query: String, columns: [String]) async throws -> [String] {
        let connection = try await connect()
        let rows = try await connection.query(query)
        await connection.close()
        return try rows.map { row in
            try columns.map { try row.textIfAny($0) ?? "NULL" }.joined(separator: "|")
        }
    }

    /// The names of all that a person has in the database, Athanor's tables included.
    func objects() async throws -> [String] {
        switch server {
        case .postgreSQL:
            try await rows(
                """
                SELECT n.nspname || '.' || c.relname AS name
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
                ORDER BY 1
                """, columns: ["name"])
        case .sqlite:
            try await rows("SELECT name FROM sqlite_master ORDER BY 1", columns: ["name"])
        }
    }
}
