import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Foundation
import Logging
import TestSupport
import Testing

/// A database of its own on the coordinator and on each worker of `ATHANOR_TEST_CITUS`, with two tables in it: `accounts`,
/// a reference table, and `events`, which is distributed.
struct CitusBench: Sendable {
    let address: DatabaseAddress
    let log = RecordedLog()
    private let name: String
    private let coordinator: DatabaseURL
    private let workers: [DatabaseURL]

    /// The URL of a database of a coordinator; `nil` where there is none to try on.
    static var given: String? {
        ProcessInfo.processInfo.environment["ATHANOR_TEST_CITUS"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Makes the databases, and removes them after `body`.
    static func with(_ body: (CitusBench) async throws -> Void) async throws {
        let bench = try await CitusBench(on: try DatabaseURL(try #require(given)))
        do {
            try await bench.prepare()
            try await body(bench)
        } catch {
            await bench.drop()
            throw error
        }
        await bench.drop()
    }

    private init(on given: DatabaseURL) async throws {
        coordinator = given
        name = TemporaryPostgreSQLDatabase.uniqueName()
        let nodes = try await Self.rows(
            "SELECT nodename || ':' || nodeport FROM pg_dist_node WHERE groupid > 0 AND noderole = 'primary'",
            at: given)
        try #require(!nodes.isEmpty, "the coordinator of ATHANOR_TEST_CITUS has no workers")
        workers = try nodes.map { try Self.url(given, node: $0) }
        address = try PostgreSQL().at(Self.url(given, database: name))
    }

    private func prepare() async throws {
        for server in workers + [coordinator] {
            try await Self.run(["CREATE DATABASE \(name) TEMPLATE template0"], at: server)
            try await Self.run(["CREATE EXTENSION citus"], at: Self.url(server, database: name))
        }
        let host = try #require(URLComponents(string: coordinator.textWithPassword))
        var statements = ["SELECT citus_set_coordinator_host('\(host.host ?? "localhost")', \(host.port ?? 5432))"]
        for worker in workers {
            let node = try #require(URLComponents(string: worker.textWithPassword))
            statements.append("SELECT citus_add_node('\(node.host ?? "localhost")', \(node.port ?? 5432))")
        }
        try await run(
            statements + [
                "CREATE TABLE accounts (id int PRIMARY KEY, name text)", "SELECT create_reference_table('accounts')",
                """
                CREATE TABLE events (account int REFERENCES accounts, id bigint, value int, PRIMARY KEY (account, id))
                """,
                "SELECT create_distributed_table('events', 'account')",
                "INSERT INTO accounts SELECT i, 'account ' || i FROM generate_series(1, 20) AS i",
                "INSERT INTO events SELECT i % 20 + 1, i, i FROM generate_series(1, 200) AS i",
            ])
    }

    private func drop() async {
        for server in [coordinator] + workers {
            try? await Self.run(["DROP DATABASE IF EXISTS \(name) WITH (FORCE)"], at: server)
        }
    }

    /// A migrator whose warnings are kept in the log.
    func migrator(_ entries: [RevisionEntry], options: MigratorOptions = MigratorOptions()) throws -> Migrator {
        Migrator(address, revisions: try RevisionSet(entries), options: self.options(options))
    }

    /// A refresher whose warnings are kept in the log.
    func refresher(_ options: MigratorOptions = MigratorOptions()) -> ViewRefresher {
        ViewRefresher(address, options: self.options(options))
    }

    /// Options with a logger that keeps what it is told.
    func options(_ options: MigratorOptions = MigratorOptions()) -> MigratorOptions {
        var options = options
        options.connection.logger = Logger(label: "citus") { [log] _ in log.handler() }
        return options
    }

    /// What the server warned of.
    var warnings: [String] { log.messages.filter { $0.hasPrefix("warning") || $0.hasPrefix("error") } }

    /// Runs statements on the coordinator.
    func run(_ statements: [String]) async throws { try await Self.run(statements, at: address.url) }

    /// The rows of a query on the coordinator, the first column of each.
    func rows(_ query: String) async throws -> [String] { try await Self.rows(query, at: address.url) }

    /// Runs something while another session reads a shard of `events` on a worker, and so keeps it from being altered.
    @discardableResult func withLockedShard<Result>(_ body: () async throws -> Result) async throws -> Result {
        let found = try await rows(
            """
            SELECT n.nodename || ':' || n.nodeport || ' ' || shard_name(s.logicalrelid, s.shardid)
            FROM pg_dist_shard AS s JOIN pg_dist_placement AS p USING (shardid) JOIN pg_dist_node AS n USING (groupid)
            WHERE s.logicalrelid = 'events'::regclass AND n.groupid > 0 ORDER BY s.shardid LIMIT 1
            """)
        let parts = try #require(found.first).split(separator: " ")
        let worker = try Self.url(Self.url(coordinator, node: String(parts[0])), database: name)
        return try await using(try await PostgreSQL().connect(to: worker, options: ConnectionOptions())) { holder in
            try await holder.query("SET citus.enable_manual_changes_to_shards = on")
            try await holder.query("BEGIN")
            try await holder.query(sql: "LOCK TABLE \(parts[1]) IN ACCESS EXCLUSIVE MODE")
            return try await body()
        }
    }

    private static func run(_ statements: [String], at url: DatabaseURL) async throws {
        try await using(try await PostgreSQL().connect(to: url, options: ConnectionOptions())) { connection in
            for statement in statements { try await connection.query(sql: statement) }
        }
    }

    private static func rows(_ query: String, at url: DatabaseURL) async throws -> [String] {
        try await using(try await PostgreSQL().connect(to: url, options: ConnectionOptions())) { connection in
            try await connection.rows("SELECT x::text FROM (\(query)) AS q (x)")
        }
    }

    private static func url(_ url: DatabaseURL, node: String) throws -> DatabaseURL {
        var parts = try #require(URLComponents(string: url.textWithPassword))
        let place = node.split(separator: ":")
        parts.host = place.first.map { String($0) }
        parts.port = place.last.flatMap { Int($0) }
        return try DatabaseURL(try #require(parts.string))
    }

    private static func url(_ url: DatabaseURL, database: String) throws -> DatabaseURL {
        var parts = try #require(URLComponents(string: url.textWithPassword))
        parts.path = "/\(database)"
        return try DatabaseURL(try #require(parts.string))
    }
}

/// SQL revisions, one after the other: `a`, `b` …
func citusEntries(_ sections: (up: String, down: String)..., header: String = "") throws -> [RevisionEntry] {
    let names = ["a", "b", "c", "d", "e", "f"]
    return try zip(names, zip([""] + names, sections)).map { name, rest in
        let (before, section) = rest
        return try RevisionEntry(
            sql: SourceText(
                path: "versions/\(name).sql",
                text: """
                    -- revision \(name)
                    --
                    -- revision: \(name)
                    -- down_revision: \(before)
                    \(header)
                    -- upgrade
                    \(section.up)

                    -- downgrade
                    \(section.down)
                    """))
    }
}

extension Trait where Self == ConditionTrait {
    /// Leaves a suite out where there is no Citus, and says so.
    static var onCitus: Self {
        .enabled("left out: ATHANOR_TEST_CITUS does not give the URL of a coordinator of Citus") {
            CitusBench.given != nil
        }
    }
}
