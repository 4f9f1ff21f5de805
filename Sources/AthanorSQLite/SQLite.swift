public import Athanor

/// SQLite: a database in one file.
///
/// URLs are `sqlite:relative/path.db`, `sqlite:/absolute/path.db` (two more slashes may follow the colon) or
/// `sqlite::memory:`; special characters are percent-encoded, such as `%20`.
public struct SQLite: DatabaseModule {
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
    /// The part that Athanor works with.
    public var implementation: DatabaseImplementation { DatabaseImplementation(self) }

    /// `true`: SQLite creates the file on the first write.
    package var createsMissingDatabases: Bool { true }

    /// Returns the place in the URL, as a missing file if the file does not exist; `nil` for a URL that SQLite refuses.
    package func place(ofMissing url: DatabaseURL, baseDirectory: String?) -> ConnectedPlace? {
        guard let location = try? SQLiteLocation(url, baseDirectory: baseDirectory) else { return nil }
        guard case .file(let path) = location, location.isMissing else { return location.place }
        return .missingFile(path: path)
    }
    /// One: SQLite allows one writer at a time.
    package var writersAtOnce: Int? { 1 }

    /// A reader that splits scripts by SQLite's rules.
    package var scriptReader: any ScriptReader { SQLiteScriptReader() }
    /// SQLite's SQL, with materialized views emulated.
    package var dialect: any Dialect { SQLiteDialect() }

    /// Opens a database file; for writing, creates it if it does not exist.
    /// - Throws: `DatabaseFailure` when the URL names no file, when the file cannot be opened or is not a database, and
    ///   when a role is given; `DatabaseURLError` for a URL of another system; `CancellationError` when the calling
    ///   task is cancelled.
    package func connect(to url: DatabaseURL, options: ConnectionOptions) async throws -> any Connection {
        if let role = options.role { throw Self.refusal(ofRole: role) }
        let location = try SQLiteLocation(at(url).url, baseDirectory: options.baseDirectory)
        return try await SQLiteConnection.open(location, options: options)
    }

    /// Returns the catalog as seen through a connection.
    package func catalog(on connection: any Connection) -> any Catalog {
        SQLiteCatalog(connection: connection)
    }

    /// Returns a lock on a file next to the database. Each transaction also takes SQLite's own lock when it begins.
    package func migrationLock(on connection: any Connection, scope: MigrationLockScope) -> any MigrationLock {
        SQLiteMigrationLock(connection: connection)
    }

    /// Returns the emulated materialized views as seen through a connection.
    package func materializedViews(on connection: any Connection) -> any MaterializedViews {
        SQLiteMaterializedViews(connection: connection)
    }

    /// Returns all views as seen through a connection.
    package func viewInventory(on connection: any Connection) -> any ViewInventory {
        SQLiteViewInventory(connection: connection)
    }

    /// Returns the eraser of the connection's database.
    package func eraser(on connection: any Connection) -> any DatabaseEraser {
        SQLiteEraser(connection: connection)
    }

    /// Reads schemas, and compares them.
    package var schemas: any SchemaEngine { SQLiteSchemaEngine() }

    /// Returns files in a temporary folder, wherever `scratch` points: a file needs no server.
    package func scratchDatabases(
        at place: ScratchPlace, options: ConnectionOptions
    ) async throws -> any ScratchDatabases {
        try TemporaryFiles(options)
    }

    /// Returns a dry run on a copy in memory.
    package func dryRun(of url: DatabaseURL, options: ConnectionOptions) async throws -> (any DryRun)? {
        let location = try SQLiteLocation(at(url).url, baseDirectory: options.baseDirectory)
        return try await SQLiteDryRun(of: location, options: options)
    }

    static func refusal(ofRole role: String) -> DatabaseFailure {
        DatabaseFailure(
            kind: .notAllowed, message: "SQLite has no roles, but the role \"\(role)\" is given",
            advice: "Remove `role` from the configuration of this database.")
    }
}
