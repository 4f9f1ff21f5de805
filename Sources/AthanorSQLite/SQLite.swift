public import Athanor

extension DatabaseKind {
    /// SQLite, as it stands in configuration: `sqlite`.
    public static let sqlite = DatabaseKind(name: "sqlite")
}

/// SQLite: a database in one file.
///
/// URLs are `sqlite:relative/path.db`, `sqlite:/absolute/path.db` (after the colon two slashes more may stand) or
/// `sqlite::memory:`; special characters are written as `%20` and the like.
public struct SQLite: Database {
    /// The database SQLite, without any settings.
    public init() {}

    /// `sqlite`.
    public var kind: DatabaseKind { .sqlite }
    /// `SQLite`.
    public var displayName: String { "SQLite" }
    /// `sqlite`.
    public var urlSchemes: [String] { ["sqlite"] }
    /// A file in the working directory.
    public var exampleURL: String { "sqlite:app.db" }

    /// SQLite makes the file when someone first writes to it.
    public var createsMissingDatabases: Bool { true }

    /// The file; `nil` for a URL that names none.
    public func place(ofMissing url: DatabaseURL, baseDirectory: String?) -> ConnectedPlace? {
        guard let location = try? SQLiteLocation(url, baseDirectory: baseDirectory) else { return nil }
        guard case .file(let path) = location, location.isMissing else { return location.place }
        return .missingFile(path: path)
    }
    /// One at a time.
    public var writersAtOnce: Int? { 1 }

    /// Splits scripts by SQLite's rules.
    public var scriptReader: any ScriptReader { SQLiteScriptReader() }
    /// SQLite's SQL, with materialized views emulated.
    public var dialect: any Dialect { SQLiteDialect() }

    /// Opens a database file, for writing creates it when there is none.
    /// - Throws: `DatabaseError` when the file cannot be opened or is not a database, and when a role is asked for;
    ///   `DatabaseURLError` for a URL of another system; `CancellationError` when the calling task was cancelled meanwhile.
    public func connect(to url: DatabaseURL, options: ConnectionOptions) async throws -> any Connection {
        if let role = options.role { throw Self.refusal(ofRole: role) }
        let location = try SQLiteLocation(at(url).url, baseDirectory: options.baseDirectory)
        return try await SQLiteConnection.open(location, options: options)
    }

    /// The catalog as seen through a connection.
    public func catalog(on connection: any Connection) -> any Catalog {
        SQLiteCatalog(connection: connection)
    }

    /// A lock on a file beside the database, besides the one that each transaction takes by beginning.
    public func migrationLock(on connection: any Connection, scope: MigrationLockScope) -> any MigrationLock {
        SQLiteMigrationLock(connection: connection)
    }

    /// The emulated materialized views as seen through a connection.
    public func materializedViews(on connection: any Connection) -> any MaterializedViews {
        SQLiteMaterializedViews(connection: connection)
    }

    /// All views as seen through a connection.
    public func viewInventory(on connection: any Connection) -> any ViewInventory {
        SQLiteViewInventory(connection: connection)
    }

    /// A copy in memory.
    public func dryRun(of url: DatabaseURL, options: ConnectionOptions) async throws -> (any DryRun)? {
        let location = try SQLiteLocation(at(url).url, baseDirectory: options.baseDirectory)
        return try await SQLiteDryRun(of: location, options: options)
    }

    static func refusal(ofRole role: String) -> DatabaseError {
        DatabaseError(
            kind: .notAllowed, message: "SQLite has no roles, and the role \"\(role)\" is asked for",
            advice: "Remove `role` from the configuration of this database.")
    }
}
