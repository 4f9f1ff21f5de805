public import Logging

/// A database system that Athanor can migrate.
///
/// The core, the commands and a user's executable know a database only through one conforming type. Everything that
/// differs between systems is a requirement of this protocol, or of the values that it returns.
public protocol DatabaseSystem: Sendable {
    /// The kind of the system.
    var kind: DatabaseKind { get }

    /// The name for people, such as `PostgreSQL`.
    var displayName: String { get }

    /// The URL schemes of this database, in lower case. Messages show the first.
    var urlSchemes: [String] { get }

    /// An example URL, for messages and for the configuration that `athanor init` writes.
    var exampleURL: String { get }

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

    /// Makes a private copy of a database, for offline SQL of steps that read the catalog; `nil` if a copy is not
    /// possible.
    /// - Throws: as ``connect(to:options:)``.
    func dryRun(of url: DatabaseURL, options: ConnectionOptions) async throws -> (any DryRun)?
}

extension DatabaseSystem {
    /// Returns `nil`: no database is created.
    public func place(ofMissing url: DatabaseURL, baseDirectory: String?) -> ConnectedPlace? { nil }

    /// `nil`: no limit.
    public var writersAtOnce: Int? { nil }

    /// Returns `nil`: there is no monitor.
    public func lockMonitor(
        of connection: any Connection, at url: DatabaseURL, options: ConnectionOptions
    ) async throws -> (any LockMonitor)? { nil }

    /// Returns `nil`: a copy is not possible.
    public func dryRun(of url: DatabaseURL, options: ConnectionOptions) async throws -> (any DryRun)? { nil }
}

/// The options of a connection.
public struct ConnectionOptions: Sendable {
    /// The purpose of a connection.
    public enum Access: Sendable, Hashable {
        /// Reading only: nothing is created, and the database is set to reject writes if it can.
        case readOnly
        /// Reading and writing.
        case readWrite
    }

    /// The purpose of the connection.
    public var access: Access
    /// The role to set after connecting (`SET ROLE`), or `nil` to keep the user's own.
    public var role: String?
    /// Roles that may own the metadata tables, in addition to the usual ones: roles whose rights the connecting role
    /// has anyway, the database's owner, and roles that the connecting role was made a member of.
    public var trustedOwners: [String]
    /// The name of this client that the server shows.
    public var applicationName: String
    /// The timeouts of the session, for a database that has such settings. Shorter timeouts of the server or the URL
    /// take precedence. `nil` changes nothing.
    public var timeouts: Timeouts?
    /// The maximum time that opening, and each statement, waits for the lock of another session, for a database that
    /// waits by itself. A shorter limit of the database module takes precedence. `nil` changes nothing.
    public var longestLockWait: TimeLimit?
    /// The folder that a relative file path in a URL starts from; `nil` is the process's working directory.
    public var baseDirectory: String?
    /// The time that the server may take to answer after an interruption: for the request to cancel a statement, and
    /// for each statement of the clean-up. After that the connection is closed.
    public var cancellationDeadline: Duration = .seconds(10)
    /// Receives the server's notices.
    public var logger: Logger

    /// Creates options with the usual values.
    public init(
        access: Access = .readWrite, role: String? = nil, trustedOwners: [String] = [],
        applicationName: String = "athanor", timeouts: Timeouts? = nil, longestLockWait: TimeLimit? = nil,
        baseDirectory: String? = nil, logger: Logger = Logger(label: "athanor")
    ) {
        self.access = access
        self.role = role
        self.trustedOwners = trustedOwners
        self.applicationName = applicationName
        self.timeouts = timeouts
        self.longestLockWait = longestLockWait
        self.baseDirectory = baseDirectory
        self.logger = logger
    }
}
