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
    /// - Throws: ``DatabaseFailure``.
    public init(on server: DatabaseURL) async throws {
        try await self.init(on: server, options: "")
    }

    /// Creates a database on a server, with options.
    /// - Parameters:
    ///   - server: the URL of another database of that server, with a user who may create databases.
    ///   - options: options of `CREATE DATABASE`, such as `ENCODING 'LATIN1'`.
    /// - Throws: ``DatabaseFailure``.
    package init(on server: DatabaseURL, options: String) async throws {
        self.server = server
        name = Self.uniqueName()
        address = try PostgreSQL().at(Self.url(server, database: name))
        do {
            try await Self.run("CREATE DATABASE \(name) TEMPLATE template0 \(options)", on: server)
        } catch {
            // The server may have created it before the cancellation.
            if Task.isCancelled { try? await drop() }
            throw error
        }
    }

    /// Returns a name that no other database has.
    package static func uniqueName() -> String {
        "athanor_test_" + UUID().uuidString.replacing("-", with: "").lowercased().prefix(16)
    }

    /// Drops the database, and ends sessions that still use it. This also works in a cancelled task.
    /// - Throws: ``DatabaseFailure``.
    public func drop() async throws {
        // In another task, because a cancelled one cannot connect.
        try await Task { try await Self.run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", on: server) }.value
    }

    /// Runs `body`, then drops the database, also after an error and in a cancelled task.
    /// - Throws: errors of `body`; ``DatabaseFailure``.
    package func drop<Result>(after body: () async throws -> Result) async throws -> Result {
        let result: Result
        do {
            result = try await body()
        } catch {
            try? await drop()
            throw error
        }
        try await drop()
        return result
    }

    /// Opens a connection to the database.
    /// - Throws: ``DatabaseFailure``.
    public func connect(_ options: ConnectionOptions = ConnectionOptions()) async throws -> any Connection {
        try await PostgreSQL().connect(to: url, options: options)
    }

    /// Creates a database on ``PrivatePostgreSQL/shared``, opens a connection to it, and drops it after `body`, also
    /// after an error and in a cancelled task.
    /// - Throws: errors of ``PrivatePostgreSQL/shared``; ``DatabaseFailure``; errors of `body`.
    @discardableResult public static func with<Result>(
        _ body: (TemporaryPostgreSQLDatabase, any Connection) async throws -> Result
    ) async throws -> Result {
        let database = try await PrivatePostgreSQL.shared.temporaryDatabase()
        return try await database.drop(after: {
            let connection = try await database.connect()
            let result = try await body(database, connection)
            // Not after an error: closing would wait for a statement that still runs, and dropping ends the session.
            await connection.close()
            return result
        })
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
            try await connection.query(sql: sql)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }
}
