import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Logging
import TestRelay
import TestSupport

/// A database in which the same replacement is tried again and again, through a relay that stops it.
struct InterruptedReplacements: Sendable {
    /// What can be seen of the database.
    struct State: Equatable {
        let catalog: CatalogSnapshot
        let rows: [String]
        let revisions: [String]

        /// In what it differs from another one.
        func differences(to other: State) -> [String] {
            catalog.differences(to: other.catalog)
                + (rows == other.rows ? [] : ["rows: \(rows) and \(other.rows)"])
                + (revisions == other.revisions ? [] : ["revisions: \(revisions) and \(other.revisions)"])
        }
    }

    let database: TemporaryPostgreSQLDatabase
    /// Sees the database as it is, past the relay.
    let observer: any Connection
    let place: Place

    /// Where the relay finds the database.
    struct Place: Sendable {
        /// The server's Unix socket.
        let socketPath: String
        let user: String
        let database: String

        /// Replaces the view through a relay.
        /// - Returns: how many statements were sent.
        func replace(breakingAt statement: Int, by way: StatementRelay.Break) async throws -> Int {
            let relay = try StatementRelay(to: socketPath, breakingAt: .statement(statement), by: way)
            defer { relay.close() }
            let url = "postgresql://\(user)@127.0.0.1:\(relay.port)/\(database)?sslmode=disable&gssencmode=disable"
            try await InterruptedReplacements.migrator(at: try DatabaseURL(url)).upgrade()
            return relay.count
        }
    }

    /// Makes the database, at the revision that makes the chain of views, and removes it after `body`.
    static func with(_ body: (InterruptedReplacements) async throws -> Void) async throws {
        try await TemporaryPostgreSQLDatabase.with { database, observer in
            _ = try await migrator(at: database.url).upgrade(to: "chain")
            // What the server would analyse by itself some time or other is analysed before.
            try await observer.query("ANALYZE")
            let row = try await observer.query(
                """
                SELECT split_part(current_setting('unix_socket_directories'), ',', 1) || '/.s.PGSQL.'
                           || current_setting('port') AS path, current_user::text AS user_name
                """
            ).first
            let place = Place(
                socketPath: try row?["path", as: String.self] ?? "", user: try row?["user_name", as: String.self] ?? "",
                database: database.name
            )
            try await body(InterruptedReplacements(database: database, observer: observer, place: place))
        }
    }

    /// Runs the replacement past the relay.
    func replace() async throws {
        try await Self.migrator(at: database.url).upgrade()
    }

    /// The database as it is when nobody but the observer is left in it, also no session whose client is gone.
    func state() async throws -> State {
        try await Task.wait(every: .milliseconds(2)) {
            try await observer.query(
                """
                SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
                """
            ).isEmpty
        }
        return State(
            catalog: try await CatalogSnapshot(observer), rows: try await ViewChain.rows(on: observer),
            revisions: try await observer.query("SELECT version_num FROM athanor_version").map {
                try $0["version_num", as: String.self]
            })
    }

    /// Makes the chain anew, as it was before the replacement.
    func putBack() async throws {
        try await observer.query("DROP SCHEMA base, report CASCADE")
        try await ViewChain.build(on: observer)
        try await observer.query("UPDATE athanor_version SET version_num = 'chain'")
    }

    private static func migrator(at url: DatabaseURL) throws -> Migrator {
        Migrator(
            try PostgreSQL().at(url),
            revisions: try RevisionSet([ChainRevision.entry, ChainReplacement.entry]),
            logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
    }
}
