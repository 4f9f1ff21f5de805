/// A database system as the core sees it.
///
/// The core and the commands know a database only through one conforming type. Everything that differs between systems
/// is a requirement of this protocol, or of the values that it returns.
package protocol DatabaseModule: DatabaseSystem {
    /// Splits and classifies scripts of this database.
    var scriptReader: any ScriptReader { get }

    /// The SQL of this database: quoting, and the lowering of operations.
    var dialect: any Dialect { get }

    /// Whether the first connection that writes creates a missing database. For connections that only read, a missing
    /// database is then empty, and not an error.
    var createsMissingDatabases: Bool { get }

    /// Returns where the first connection that writes would create a missing database; `nil` if it creates none.
    /// - Parameters:
    ///   - url: the URL.
    ///   - baseDirectory: the folder that a relative file path in the URL starts from; `nil` is the working directory.
    func place(ofMissing url: DatabaseURL, baseDirectory: String?) -> ConnectedPlace?

    /// The number of connections that can write at the same time; `nil` for no limit. More would only wait for each
    /// other.
    var writersAtOnce: Int? { get }

    /// Opens a connection.
    /// - Parameters:
    ///   - url: the URL; its scheme is one of ``urlSchemes``.
    ///   - options: the options, such as access and role.
    /// - Throws: ``DatabaseURLError`` for a URL of another system: check with `at(url)` first; ``DatabaseFailure``, with
    ///   advice, if the database cannot be reached or rejects the connection; `CancellationError` if the calling task
    ///   was cancelled.
    func connect(to url: DatabaseURL, options: ConnectionOptions) async throws -> any Connection

    /// Returns the catalog as seen through a connection of this database.
    func catalog(on connection: any Connection) -> any Catalog

    /// Returns the lock that prevents a second migrator from running. It is taken on the connection that does the work.
    func migrationLock(on connection: any Connection, scope: MigrationLockScope) -> any MigrationLock

    /// Returns a monitor of the sessions that block a connection of this database; `nil` if the database has none.
    /// - Parameters:
    ///   - connection: the connection that waits.
    ///   - url: its URL.
    ///   - options: the options that it was opened with.
    /// - Throws: as ``connect(to:options:)``.
    func lockMonitor(
        of connection: any Connection, at url: DatabaseURL, options: ConnectionOptions
    ) async throws -> (any LockMonitor)?

    /// Returns the materialized views as seen through a connection of this database.
    func materializedViews(on connection: any Connection) -> any MaterializedViews

    /// Returns all views, plain and materialized, as seen through a connection of this database.
    func viewInventory(on connection: any Connection) -> any ViewInventory

    /// Returns what marks the database of a connection as disposable, and erases it.
    func eraser(on connection: any Connection) -> any DatabaseEraser

    /// Reads the schemas of databases as values, and compares them.
    var schemas: any SchemaEngine { get }

    /// Returns what creates the empty databases in which schemas are made.
    /// - Parameters:
    ///   - place: where they are made.
    ///   - options: the role of their connections, and the logger.
    /// - Throws: ``ScratchError`` if the place does not allow it, and there is no other; ``DatabaseFailure``.
    func scratchDatabases(at place: ScratchPlace, options: ConnectionOptions) async throws -> any ScratchDatabases

    /// Makes a private copy of a database, for offline SQL of steps that read the catalog; `nil` if a copy is not
    /// possible.
    /// - Throws: as ``connect(to:options:)``.
    func dryRun(of url: DatabaseURL, options: ConnectionOptions) async throws -> (any DryRun)?
}

extension DatabaseModule {
    /// Returns `nil`: no database is created.
    package func place(ofMissing url: DatabaseURL, baseDirectory: String?) -> ConnectedPlace? { nil }

    /// `nil`: no limit.
    package var writersAtOnce: Int? { nil }

    /// Returns `nil`: there is no monitor.
    package func lockMonitor(
        of connection: any Connection, at url: DatabaseURL, options: ConnectionOptions
    ) async throws -> (any LockMonitor)? { nil }

    /// Returns `nil`: a copy is not possible.
    package func dryRun(of url: DatabaseURL, options: ConnectionOptions) async throws -> (any DryRun)? { nil }
}
