public import Athanor

/// PostgreSQL, reached through `libpq`.
public struct PostgreSQL: DatabaseModule {
    let sharding: Sharding

    /// PostgreSQL, as one value for all uses.
    public init() { self.init(sharding: .none) }

    /// PostgreSQL, for a session whose server is known.
    init(sharding: Sharding) { self.sharding = sharding }

    /// `postgresql`.
    public var kind: DatabaseKind { .postgreSQL }
    /// `PostgreSQL`.
    public var displayName: String { "PostgreSQL" }
    /// The two schemes that `libpq` knows.
    public var urlSchemes: [String] { ["postgresql", "postgres"] }
    /// A URL of a local database.
    public var exampleURL: String { "postgresql://localhost/mydatabase" }
    /// The part that Athanor works with.
    public var implementation: DatabaseImplementation { DatabaseImplementation(self) }
    /// A database is created with `CREATE DATABASE`, never by connecting.
    package var createsMissingDatabases: Bool { false }

    /// Splits scripts as `psql` does.
    package var scriptReader: any ScriptReader { PostgreSQLScriptReader() }
    /// PostgreSQL's SQL.
    package var dialect: any Dialect { PostgreSQLDialect(sharding: sharding) }

    /// Opens a connection.
    ///
    /// `libpq` reads the whole URL: several hosts, sockets, `service`, `sslmode`, `passfile`. Environment variables
    /// supply what the URL leaves out. The connection attempt to a host without an answer ends after 10 seconds, unless
    /// the URL or the environment set another limit. With a service (`service` in the URL, or `PGSERVICE`), only the
    /// limits in the URL, the service file and the environment apply.
    /// Source: PostgreSQL documentation, "Connection Strings" and "Environment Variables".
    /// - Throws: ``DatabaseFailure``, never with a password in it; `DatabaseURLError` for a URL of another system;
    ///   `CancellationError` when the task was cancelled.
    package func connect(to url: DatabaseURL, options: ConnectionOptions) async throws -> any Connection {
        let connection = try await PostgreSQLConnection.open(at(url).url, options)
        guard let server = options.scratch else { return connection }
        return ScratchConnection(connection: connection, server: server, options: options)
    }

    /// Reads schemas from the catalog, and compares them.
    package var schemas: any SchemaEngine { PostgreSQLSchemaEngine() }

    /// The catalog as seen through a connection.
    package func catalog(on connection: any Connection) -> any Catalog {
        PostgreSQLCatalog(connection: connection)
    }

    /// An advisory lock of the connection's session.
    package func migrationLock(on connection: any Connection, scope: MigrationLockScope) -> any MigrationLock {
        PostgreSQLMigrationLock(connection: connection, scope: scope)
    }

    /// A separate connection that queries `pg_blocking_pids`. It logs in as the same user, because a user may see what
    /// its own sessions wait for.
    package func lockMonitor(
        of connection: any Connection, at url: DatabaseURL, options: ConnectionOptions
    ) async throws -> (any LockMonitor)? {
        guard let watched = connection as? PostgreSQLConnection else { return nil }
        let options = ConnectionOptions(
            access: .readOnly, applicationName: "athanor lock monitor", baseDirectory: options.baseDirectory,
            logger: options.logger)
        return PostgreSQLLockMonitor(
            processID: watched.processID, connection: try await connect(to: url, options: options))
    }

    /// The materialized views as seen through a connection.
    package func materializedViews(on connection: any Connection) -> any MaterializedViews {
        PostgreSQLMaterializedViews(connection: connection)
    }

    /// All views as seen through a connection.
    package func viewInventory(on connection: any Connection) -> any ViewInventory {
        PostgreSQLViewInventory(connection: connection)
    }

    /// The eraser of the connection's database.
    package func eraser(on connection: any Connection) -> any DatabaseEraser {
        PostgreSQLEraser(connection: connection)
    }
}
