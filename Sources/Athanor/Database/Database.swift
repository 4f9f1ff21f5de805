public import Logging

/// A database system that Athanor can migrate.
///
/// One conforming type is all that the core, the commands and a user's executable know of a database; everything that
/// differs between systems is a requirement here or of the values that this one hands out.
public protocol Database: Sendable {
    /// Which system this is.
    var kind: DatabaseKind { get }

    /// The name for people, `PostgreSQL` for example.
    var displayName: String { get }

    /// The schemes of the URLs that mean this database, in lower case; the first is the one that messages show.
    var urlSchemes: [String] { get }

    /// A URL as a newcomer would write it, for messages and for the configuration that `athanor init` writes.
    var exampleURL: String { get }

    /// Splits and classifies scripts of this database.
    var scriptReader: any ScriptReader { get }

    /// Quoting, and what operations become in SQL.
    var dialect: any Dialect { get }

    /// Whether a database that does not exist is created by the first connection that writes. To those that only read
    /// it is then an empty one, rather than an error.
    var createsMissingDatabases: Bool { get }

    /// Where the first connection that writes would create a database that does not exist; `nil` where none is created.
    /// - Parameters:
    ///   - url: where to.
    ///   - baseDirectory: the folder that a relative file path in the URL starts from; `nil` is the working directory.
    func place(ofMissing url: DatabaseURL, baseDirectory: String?) -> ConnectedPlace?

    /// How many connections can write at the same time; `nil` for any number. More would only wait for each other.
    var writersAtOnce: Int? { get }

    /// Opens a connection.
    /// - Parameters:
    ///   - url: where to; its scheme is one of ``urlSchemes``.
    ///   - options: access, role and the like.
    /// - Throws: ``DatabaseURLError`` for a URL of another system: check with `at(url)` first; ``DatabaseError`` when the database cannot be reached or refuses, with advice; `CancellationError`
    ///   when the calling task was cancelled meanwhile.
    func connect(to url: DatabaseURL, options: ConnectionOptions) async throws -> any Connection

    /// The catalog as seen through a connection of this database.
    func catalog(on connection: any Connection) -> any Catalog

    /// The lock that keeps a second migrator out, taken on the connection that does the work.
    func migrationLock(on connection: any Connection, scope: MigrationLockScope) -> any MigrationLock

    /// What sees who stands in the way of a connection of this database; `nil` where nothing does.
    /// - Parameters:
    ///   - connection: the one that waits.
    ///   - url: where it leads.
    ///   - options: how it was opened.
    /// - Throws: as ``connect(to:options:)``.
    func lockMonitor(
        of connection: any Connection, at url: DatabaseURL, options: ConnectionOptions
    ) async throws -> (any LockMonitor)?

    /// Materialized views as seen through a connection of this database.
    func materializedViews(on connection: any Connection) -> any MaterializedViews

    /// All views, plain and materialized, as seen through a connection of this database.
    func viewInventory(on connection: any Connection) -> any ViewInventory

    /// Makes a private copy of a database, for offline SQL of steps that look at the catalog; `nil` where a copy is not
    /// to be had.
    /// - Throws: as ``connect(to:options:)``.
    func dryRun(of url: DatabaseURL, options: ConnectionOptions) async throws -> (any DryRun)?
}

extension Database {
    /// None is created.
    public func place(ofMissing url: DatabaseURL, baseDirectory: String?) -> ConnectedPlace? { nil }

    /// Any number.
    public var writersAtOnce: Int? { nil }

    /// Nothing does.
    public func lockMonitor(
        of connection: any Connection, at url: DatabaseURL, options: ConnectionOptions
    ) async throws -> (any LockMonitor)? { nil }

    /// None is to be had.
    public func dryRun(of url: DatabaseURL, options: ConnectionOptions) async throws -> (any DryRun)? { nil }
}

/// How to connect.
public struct ConnectionOptions: Sendable {
    /// What a connection will be used for.
    public enum Access: Sendable, Hashable {
        /// Reading only: nothing is created, and the database is asked to refuse writes where it can.
        case readOnly
        /// Reading and writing.
        case readWrite
    }

    /// What the connection will be used for.
    public var access: Access
    /// The role to take on after connecting (`SET ROLE`), or `nil` to stay who one is.
    public var role: String?
    /// Roles that Athanor's own tables may belong to, beside the usual: roles that have the rights of the one that
    /// connects anyway, the database's owner, and roles that somebody made it a member of.
    public var trustedOwners: [String]
    /// What the server shows as the name of this client.
    public var applicationName: String
    /// The timeouts of the session, for a database that has such settings. Where the server or the URL sets shorter ones,
    /// these hold. `nil` leaves all as it is.
    public var timeouts: Timeouts?
    /// How long opening, and each statement, waits for another's lock at most, for a database that waits by itself. Where
    /// its own patience is shorter, that holds. `nil` leaves it at that.
    public var longestLockWait: Duration?
    /// The folder that a relative file path in a URL starts from; `nil` is the process's working directory.
    public var baseDirectory: String?
    /// How long the server may take to answer once the work was interrupted: the request to cancel a statement, and each statement of
    /// the clean-up after it. Then the connection is given up.
    public var cancellationDeadline: Duration = .seconds(10)
    /// Receives the server's notices.
    public var logger: Logger

    /// Options with everything at its usual value.
    public init(
        access: Access = .readWrite, role: String? = nil, trustedOwners: [String] = [],
        applicationName: String = "athanor", timeouts: Timeouts? = nil, longestLockWait: Duration? = nil,
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
