public import Athanor
internal import AthanorPostgreSQL
internal import Foundation

/// A PostgreSQL database for one test, on ``PrivatePostgreSQL/shared`` or another server.
public struct TemporaryPostgreSQLDatabase: TemporaryDatabase {
    /// Its address, for migrators and refreshers.
    public let address: DatabaseAddress
    /// Its name.
    public let name: String

    private let server: DatabaseURL

    /// Creates an empty database on a server.
    /// - Parameter server: the URL of another database of that server, with a user who may create databases.
    /// - Throws: ``DatabaseFailure``.
    public init(on server: DatabaseURL) async throws {
        try await self.init(on: server, options: "")
    }

    /// Creates an empty database on a server, with options.
    /// - Parameters:
    ///   - server: the URL of another database of that server, with a user who may create databases.
    ///   - options: options of `CREATE DATABASE`, such as `ENCODING 'LATIN1'`.
    /// - Throws: ``DatabaseFailure``.
    package init(on server: DatabaseURL, options: String) async throws {
        try await self.init(on: server, named: Self.uniqueName(), options: "TEMPLATE template0 \(options)")
    }

    /// Creates a database at the heads of a history on a server. The history is migrated once in a process, and copied
    /// with `CREATE DATABASE … TEMPLATE`.
    ///
    /// PostgreSQL does not copy what belongs to the database itself: its privileges, and settings of `ALTER DATABASE`.
    /// - Parameters:
    ///   - server: the URL of another database of that server, with a user who may create databases.
    ///   - revisions: the history.
    ///   - options: the options of the migration.
    /// - Throws: errors of the migration; ``DatabaseFailure``.
    public init(
        on server: DatabaseURL, revisions: RevisionSet, options: MigratorOptions = MigratorOptions()
    ) async throws {
        let template = try await PostgreSQLTemplate.shared(revisions, options: options, on: server)
        try await self.init(on: server, named: Self.uniqueName(), options: "TEMPLATE \(template.name)")
        do {
            try await template.complete(self)
        } catch {
            try? await remove()
            throw error
        }
    }

    /// Creates a database.
    /// - Parameters:
    ///   - server: the URL of another database of that server.
    ///   - name: its name, which needs no quotes.
    ///   - options: the options of `CREATE DATABASE`.
    package init(on server: DatabaseURL, named name: String, options: String) async throws {
        self.server = server
        self.name = name
        address = try PostgreSQL().at(Self.url(server, database: name))
        do {
            try await Self.run("CREATE DATABASE \(name) \(options)", on: server)
        } catch {
            // The server may have created it before the cancellation.
            if Task.isCancelled { try? await remove() }
            throw error
        }
    }

    /// Returns a name that no other database has.
    package static func uniqueName() -> String {
        "athanor_test_" + UUID().uuidString.replacing("-", with: "").lowercased().prefix(16)
    }

    /// Creates an empty database on ``PrivatePostgreSQL/shared``.
    /// - Throws: errors of ``PrivatePostgreSQL/shared``; ``DatabaseFailure``.
    public static func create() async throws -> TemporaryPostgreSQLDatabase {
        try await TemporaryPostgreSQLDatabase(on: PrivatePostgreSQL.shared.url)
    }

    /// Creates a database at the heads of a history on ``PrivatePostgreSQL/shared``, as
    /// ``init(on:revisions:options:)`` does.
    /// - Throws: errors of ``PrivatePostgreSQL/shared``; errors of the migration; ``DatabaseFailure``.
    public static func create(
        revisions: RevisionSet, options: MigratorOptions
    ) async throws -> TemporaryPostgreSQLDatabase {
        try await TemporaryPostgreSQLDatabase(
            on: PrivatePostgreSQL.shared.url, revisions: revisions, options: options)
    }

    /// Drops the database, and ends sessions that still use it. This also works in a cancelled task.
    /// - Throws: ``DatabaseFailure``.
    public func remove() async throws {
        // In another task, because a cancelled one cannot connect.
        try await Task { try await Self.run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", on: server) }.value
    }

    /// Creates an empty database on ``PrivatePostgreSQL/shared``, opens a connection to it, and drops it after `body`,
    /// also after an error and in a cancelled task.
    /// - Throws: errors of ``PrivatePostgreSQL/shared``; ``DatabaseFailure``; errors of `body`.
    @discardableResult package static func with<Result>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: (TemporaryPostgreSQLDatabase, any Connection) async throws -> Result
    ) async throws -> Result {
        try await create().removed { database in
            let connection = try await database.connect()
            let result = try await body(database, connection)
            // Not after an error: closing would wait for a statement that still runs, and dropping ends the session.
            await connection.close()
            return result
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

    static func run(_ sql: String, on server: DatabaseURL) async throws {
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
