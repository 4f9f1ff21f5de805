public import Logging

/// A database system that Athanor can migrate, such as `PostgreSQL()` or `SQLite()`.
///
/// The modules `AthanorPostgreSQL` and `AthanorSQLite` each have one. You give it to a tool, and make addresses with it
/// (``at(_:)-(String)``). An operation of your own gets it in ``MigrationOperation/lower(for:)``.
public protocol DatabaseSystem: Sendable {
    /// The kind of the system.
    var kind: DatabaseKind { get }

    /// The name for people, such as `PostgreSQL`.
    var displayName: String { get }

    /// The URL schemes of this database, in lower case. Messages show the first.
    var urlSchemes: [String] { get }

    /// An example URL, for messages and for the configuration that `athanor init` writes.
    var exampleURL: String { get }

    /// The part of the system that Athanor works with. Only Athanor's own modules can make one.
    var implementation: DatabaseImplementation { get }
}

/// The part of a database system that Athanor works with.
///
/// It has no public contents. A type of your own that conforms to ``DatabaseSystem`` can only pass on the one of
/// another system.
public struct DatabaseImplementation: Sendable {
    package let module: any DatabaseModule

    package init(_ module: any DatabaseModule) {
        self.module = module
    }
}

extension DatabaseSystem {
    /// The module of the database.
    package var module: any DatabaseModule { implementation.module }
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
    /// The server of a scratch database, whose connections run no statements about the whole server; `nil` for any
    /// other database.
    package var scratch: ScratchServer?
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
