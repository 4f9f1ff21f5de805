public import Athanor
public import Logging

/// A database for one test: empty, or at the heads of a history.
///
/// ```swift
/// try await TemporaryPostgreSQLDatabase.with(revisions: try discoveredRevisions.revisionSet()) { database in
///     try await database.withConnection { connection in
///         try await connection.query("INSERT INTO message_usages VALUES (1, 7, now())")
///     }
/// }
/// ```
public protocol TemporaryDatabase: Sendable {
    /// Its address, for migrators and refreshers.
    var address: DatabaseAddress { get }

    /// Creates an empty database.
    static func create() async throws -> Self

    /// Creates a database at the heads of a history.
    ///
    /// The process migrates one template for each history and copies it for each test. Concurrent tests wait for the
    /// same migration; if it fails, each of them gets its error. Two histories are the same if their revisions, their
    /// definition files and the options that revisions can see are the same.
    /// - Parameters:
    ///   - revisions: the history.
    ///   - options: the options of the migration. `onEvent` is called by the first test only.
    static func create(revisions: RevisionSet, options: MigratorOptions) async throws -> Self

    /// Removes the database. This also works in a cancelled task.
    func remove() async throws
}

extension TemporaryDatabase {
    /// Its URL.
    public var url: DatabaseURL { address.url }

    /// Opens a connection to the database. The caller closes it.
    /// - Throws: `DatabaseFailure`.
    public func connect(_ options: ConnectionOptions = ConnectionOptions()) async throws -> any Connection {
        try await address.connect(options)
    }

    /// Creates a migrator of the database.
    /// - Parameters:
    ///   - revisions: the history.
    ///   - options: the options, such as the version table.
    ///   - logger: receives a line for each revision that runs; by default nothing is logged.
    public func migrator(
        _ revisions: RevisionSet, options: MigratorOptions = MigratorOptions(),
        logger: Logger = Logger(label: "athanor.temporary") { _ in SwiftLogNoOpLogHandler() }
    ) -> Migrator {
        Migrator(address, revisions: revisions, options: options, logger: logger)
    }

    /// Opens a connection for as long as `body` lasts.
    /// - Parameters:
    ///   - options: the options of the connection.
    ///   - isolation: the actor of the caller, on which `body` may run.
    ///   - body: the work.
    /// - Throws: `DatabaseFailure`; errors of `body`.
    @discardableResult
    public func withConnection<Result>(
        _ options: ConnectionOptions = ConnectionOptions(), isolation: isolated (any Actor)? = #isolation,
        _ body: (any Connection) async throws -> Result
    ) async throws -> Result {
        let connection = try await connect(options)
        do {
            let result = try await body(connection)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Creates an empty database, and removes it after `body`, also after an error and in a cancelled task.
    /// - Parameters:
    ///   - isolation: the actor of the caller, on which `body` may run.
    ///   - body: the test.
    /// - Throws: errors of creating and removing; errors of `body`.
    @discardableResult
    public static func with<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: (Self) async throws -> Result
    ) async throws -> Result {
        try await create().removed(after: body)
    }

    /// Creates a database at the heads of a history, and removes it after `body`, also after an error and in a
    /// cancelled task. The history is migrated once in a process, and copied for each test.
    /// - Parameters:
    ///   - revisions: the history.
    ///   - options: the options of the migration. `onEvent` is called by the first test only.
    ///   - isolation: the actor of the caller, on which `body` may run.
    ///   - body: the test.
    /// - Throws: errors of the migration, of creating and of removing; errors of `body`.
    @discardableResult
    public static func with<Result>(
        revisions: RevisionSet, options: MigratorOptions = MigratorOptions(),
        isolation: isolated (any Actor)? = #isolation, _ body: (Self) async throws -> Result
    ) async throws -> Result {
        try await create(revisions: revisions, options: options).removed(after: body)
    }

    /// Runs `body`, then removes the database, also after an error and in a cancelled task.
    /// - Throws: errors of `body`; errors of removing.
    package func removed<Result>(
        isolation: isolated (any Actor)? = #isolation, after body: (Self) async throws -> Result
    ) async throws -> Result {
        let result: Result
        do {
            result = try await body(self)
        } catch {
            try? await remove()
            throw error
        }
        try await remove()
        return result
    }
}
