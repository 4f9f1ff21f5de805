/// A database system together with the URL of one of its databases.
///
/// The two are one value, so that a system cannot be used with the URL of another.
///
/// ```swift
/// let production = try PostgreSQL().at("postgresql://localhost/app")
/// let either = try DatabaseAddress(databaseURL, among: [PostgreSQL(), SQLite()])
/// ```
public struct DatabaseAddress: Sendable, CustomStringConvertible {
    /// The system.
    public var database: any DatabaseSystem { module }
    /// The module of the system.
    package let module: any DatabaseModule
    /// The URL; its scheme is one of the system's.
    public let url: DatabaseURL

    /// Creates the address of a URL. The scheme selects the system.
    /// - Parameters:
    ///   - url: the URL.
    ///   - databases: the systems to choose from.
    /// - Throws: ``DatabaseURLError`` if no system has URLs of this scheme.
    public init(_ url: DatabaseURL, among databases: [any DatabaseSystem]) throws(DatabaseURLError) {
        guard let database = databases.first(where: { $0.urlSchemes.contains(url.scheme) }) else {
            // Without slashes, the text before the colon may be a user name or a password.
            let scheme = url.afterScheme.hasPrefix("//") ? url.scheme : ""
            throw .otherScheme(scheme, examples: databases.map(\.exampleURL))
        }
        module = database.module
        self.url = url
    }

    /// Creates the address of a URL. The scheme selects the system.
    /// - Parameters:
    ///   - url: the URL.
    ///   - databases: the systems to choose from.
    /// - Throws: ``DatabaseURLError`` if there is no scheme, or no system has URLs of this scheme.
    public init(_ url: String, among databases: [any DatabaseSystem]) throws(DatabaseURLError) {
        try self.init(DatabaseURL(url), among: databases)
    }

    /// Opens a connection for your own code, such as a check or a script. It is not a pool: in a server, use a database
    /// library.
    /// - Parameter options: what the connection is for, and its settings.
    /// - Returns: the connection. Close it when you are done.
    /// - Throws: ``DatabaseFailure``, ``DatabaseURLError``; `CancellationError` if the task was cancelled.
    public func connect(_ options: ConnectionOptions = ConnectionOptions()) async throws -> any Connection {
        try await module.connect(to: url, options: options)
    }

    /// The URL without its password.
    public var description: String { url.description }
}

extension DatabaseSystem {
    /// Returns the address of a database of this system.
    /// - Throws: ``DatabaseURLError`` if the URL belongs to another system.
    public func at(_ url: DatabaseURL) throws(DatabaseURLError) -> DatabaseAddress {
        try DatabaseAddress(url, among: [self])
    }

    /// Returns the address of a database of this system.
    /// - Throws: ``DatabaseURLError`` if there is no scheme, or the URL belongs to another system.
    public func at(_ url: String) throws(DatabaseURLError) -> DatabaseAddress {
        try at(DatabaseURL(url))
    }
}
