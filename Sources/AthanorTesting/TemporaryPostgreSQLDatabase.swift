public import Athanor
internal import AthanorPostgreSQL
internal import Foundation

/// An empty PostgreSQL database for one test.
public struct TemporaryPostgreSQLDatabase: Sendable {
    /// Its address, for migrators and refreshers.
    public let address: DatabaseAddress
    /// Its URL.
    public var url: DatabaseURL { address.url }
    /// Its name.
    public let name: String

    private let server: DatabaseURL

    /// Creates a database on a server.
    /// - Parameter server: the URL of another database of that server, with a user who may create databases.
    /// - Throws: ``DatabaseError``.
    public init(on server: DatabaseURL) async throws {
        self.server = server
        name = "athanor_test_" + UUID().uuidString.replacing("-", with: "").lowercased().prefix(16)
        address = try PostgreSQL().at(Self.url(server, database: name))
        try await Self.run("CREATE DATABASE \(name) TEMPLATE template0", on: server)
    }

    /// Drops the database, and ends sessions that still use it.
    /// - Throws: ``DatabaseError``.
    public func drop() async throws {
        try await Self.run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", on: server)
    }

    /// Opens a connection to the database.
    /// - Throws: ``DatabaseError``.
    public func connect(_ options: ConnectionOptions = ConnectionOptions()) async throws -> any Connection {
        try await PostgreSQL().connect(to: url, options: options)
    }

    /// Creates a database on ``PrivatePostgreSQL/shared``, opens a connection to it, and drops it after `body`, also
    /// after an error.
    /// - Throws: errors of ``PrivatePostgreSQL/shared``; ``DatabaseError``; errors of `body`.
    @discardableResult public static func with<Result>(
        _ body: (TemporaryPostgreSQLDatabase, any Connection) async throws -> Result
    ) async throws -> Result {
        let database = try await PrivatePostgreSQL.shared.temporaryDatabase()
        do {
            let connection = try await database.connect()
            let result = try await body(database, connection)
            await connection.close()
            try await database.drop()
            return result
        } catch {
            try? await database.drop()
            throw error
        }
    }

    /// Returns the server's URL with another database in its path. The rest stays.
    private static func url(_ server: DatabaseURL, database: String) throws -> DatabaseURL {
        let text = server.textWithPassword
        guard let slashes = text.range(of: "://") else { return server }
        let query = text[slashes.upperBound...].firstIndex(of: "?") ?? text.endIndex
        let path = text[slashes.upperBound..<query].firstIndex(of: "/") ?? query
        return try DatabaseURL("\(text[..<path])/\(database)\(text[query...])")
    }

    private static func run(_ sql: String, on server: DatabaseURL) async throws {
        let connection = try await PostgreSQL().connect(to: server, options: ConnectionOptions())
        do {
            try await connection.query(sql)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }
}
