package import Athanor
internal import AthanorPostgreSQL
internal import Foundation
internal import Synchronization

/// A migrated database that tests copy with `CREATE DATABASE … TEMPLATE`.
package struct PostgreSQLTemplate: Sendable {
    /// Its name.
    package let name: String
    /// Whether it has views that Athanor has recorded.
    private let hasRecordedViews: Bool

    private static let all = MigratedTemplates<PostgreSQLTemplate>()

    /// Returns the template of a history on a server. The process makes it once.
    /// - Throws: errors of the migration; `DatabaseFailure`.
    package static func shared(
        _ revisions: RevisionSet, options: MigratorOptions, on server: DatabaseURL
    ) async throws -> PostgreSQLTemplate {
        let history = MigratedHistory(revisions, options: options, server: server.textWithPassword)
        return try await all.template(of: history, from: revisions) { revisions in
            try await make(revisions, options: options, on: server)
        }
    }

    private static func make(
        _ revisions: RevisionSet, options: MigratorOptions, on server: DatabaseURL
    ) async throws -> PostgreSQLTemplate {
        let name = try await TemplateOwner.shared(on: server).newName()
        let database = try await TemporaryPostgreSQLDatabase(on: server, named: name, options: "TEMPLATE template0")
        do {
            try await database.migrator(revisions, options: options).upgrade()
            let hasRecordedViews = try await database.withConnection { connection in
                try await connection.query("SELECT 1 FROM pg_catalog.pg_class WHERE oid = to_regclass('athanor.views')")
                    .isEmpty
                    ? false : !(try await connection.query("SELECT 1 FROM athanor.views LIMIT 1").isEmpty)
            }
            // A database with sessions cannot be copied. Autovacuum workers are ended by the server.
            try await TemporaryPostgreSQLDatabase.run("ALTER DATABASE \(name) ALLOW_CONNECTIONS false", on: server)
            return PostgreSQLTemplate(name: name, hasRecordedViews: hasRecordedViews)
        } catch {
            try? await database.remove()
            throw error
        }
    }

    /// Returns the beginning of the names of templates. Advisory locks are per database, so a name contains the OID of
    /// the database with its lock.
    fileprivate static func prefix(on connection: any Connection) async throws -> String {
        let row = try await connection.query(
            "SELECT oid::bigint AS oid FROM pg_catalog.pg_database WHERE datname = current_database()"
        ).first
        return "athanor_template_\(try row?["oid", as: Int.self] ?? 0)_"
    }

    /// Drops the templates of processes that have ended.
    package static func dropAbandoned(on server: DatabaseURL) async throws {
        // A session of its own: the one that holds locks could take them again.
        let connection = try await PostgreSQL().connect(to: server, options: ConnectionOptions())
        do {
            let prefix = try await prefix(on: connection)
            let rows = try await connection.query(
                """
                SELECT datname::text AS name FROM pg_catalog.pg_database
                WHERE starts_with(datname, \(prefix)) AND pg_try_advisory_lock(hashtextextended(datname, 0))
                """)
            for row in rows {
                let name = try row["name", as: String.self]
                let dropping = "DROP DATABASE IF EXISTS \(PostgreSQL().dialect.quote(name)) WITH (FORCE)"
                // Another role may own it.
                _ = try? await connection.query(sql: dropping)
                try await connection.query("SELECT pg_advisory_unlock(hashtextextended(\(name), 0))")
            }
            await connection.close()
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Completes a copy: the record of views names the database that they are in.
    func complete(_ copy: TemporaryPostgreSQLDatabase) async throws {
        guard hasRecordedViews else { return }
        try await copy.withConnection { _ = try await $0.query(sql: CopiedRecord.adopting) }
    }
}

/// The process as the owner of its templates on one server.
///
/// A session holds an advisory lock for each template until the process ends in any way. The next process that makes a
/// template drops those without a lock.
private final class TemplateOwner: Sendable {
    private let connection: any Connection
    private let prefix: String

    private static let all = Mutex<[String: Task<TemplateOwner, any Error>]>([:])

    static func shared(on server: DatabaseURL) async throws -> TemplateOwner {
        try await all.withLock { all in
            if let task = all[server.textWithPassword] { return task }
            let task = Task.detached { try await TemplateOwner(on: server) }
            all[server.textWithPassword] = task
            return task
        }.value
    }

    private init(on server: DatabaseURL) async throws {
        connection = try await PostgreSQL().connect(
            to: server, options: ConnectionOptions(applicationName: "athanor templates"))
        prefix = try await PostgreSQLTemplate.prefix(on: connection)
        try await PostgreSQLTemplate.dropAbandoned(on: server)
    }

    /// Returns the name of a new template, which no other process drops.
    func newName() async throws -> String {
        let name = prefix + UUID().uuidString.replacing("-", with: "").lowercased().prefix(16)
        try await connection.query("SELECT pg_advisory_lock(hashtextextended(\(name), 0))")
        return name
    }
}
