import Athanor
import AthanorPostgreSQL
import AthanorTesting
import TestSupport
import Testing

/// An empty database with what tests of refreshing need around it.
struct RefreshBench: Sendable {
    let database: TemporaryPostgreSQLDatabase
    let connection: any Connection

    var views: any MaterializedViews { PostgreSQL().materializedViews(on: connection) }

    /// Makes a database with some objects in it, and removes it after `body`.
    static func with(_ script: String, _ body: (RefreshBench) async throws -> Void) async throws {
        try await TemporaryPostgreSQLDatabase.with { database, connection in
            let bench = RefreshBench(database: database, connection: connection)
            try await bench.run(script)
            try await body(bench)
        }
    }

    /// Runs a script, each statement by itself.
    func run(_ script: String) async throws {
        for statement in try read(script) { try await connection.query(sql: SQLStatement(statement.slice)) }
    }

    /// Another session that has run a statement in a transaction, and stays in it.
    func session(holding statement: String) async throws -> any Connection {
        let session = try await database.connect()
        try await session.query("BEGIN")
        try await session.query(sql: statement)
        return session
    }

    func refresher(_ options: MigratorOptions = MigratorOptions()) -> ViewRefresher {
        ViewRefresher(database.address, options: options)
    }

    func plan(_ view: String, _ settings: RefreshSettings = RefreshSettings()) async throws -> ViewRefreshPlan {
        let plan = try await refresher().plan(RefreshRequest(.named([view]), settings: settings))
        return try #require(plan.views.first)
    }

    /// Refreshes one view.
    func refresh(
        _ view: String, _ settings: RefreshSettings = RefreshSettings(), whenBusy: BusyViewPolicy = .wait,
        options: MigratorOptions = MigratorOptions(),
        onEvent: @escaping @Sendable (RefreshEvent) -> Void = { _ in }
    ) async throws -> ViewRefreshResult {
        let report = try await refresher(options).refresh(
            RefreshRequest(.named([view]), whenBusy: whenBusy, settings: settings), onEvent: onEvent)
        return try #require(report.results.first)
    }

    /// The log of a view's refreshes, the newest first.
    func log(_ view: QualifiedName = "public.v") async throws -> [LogRecord] {
        let migrator = Migrator(database.address, revisions: try RevisionSet([]))
        return try await migrator.log(LogFilter(refreshesOf: view))
    }

    /// The only value of a query, as text.
    func text(_ query: String) async throws -> String? {
        try await connection.query(sql: "SELECT (\(query))::text AS answer").first?["answer", as: String?.self]
    }

    func serverVersion() async throws -> Int {
        Int(try await text("current_setting('server_version_num')") ?? "") ?? 0
    }

    static func pid(of connection: any Connection) async throws -> Int64 {
        try await connection.query("SELECT pg_backend_pid()::bigint AS pid").first?["pid", as: Int64.self] ?? 0
    }

    /// Waits until a condition holds that another session brings about.
    func wait(until condition: String) async throws {
        try await Task.wait { try await text(condition) == "true" }
    }
}

/// A view whose refresh stops at a gate, on the server, until the gate is opened: view `v`, with a unique index on `a`.
struct GatedRefresh: Sendable {
    let bench: RefreshBench
    /// The session that holds the gate shut.
    let keeper: any Connection

    /// Holds while a refresh is at the gate.
    static let isAtTheGate = """
        SELECT count(*) = 1 FROM pg_locks
        WHERE locktype = 'advisory' AND NOT granted AND classid = 0 AND objid = 4711
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """

    static func with(_ body: (GatedRefresh) async throws -> Void) async throws {
        let script = """
            CREATE FUNCTION gate() RETURNS integer LANGUAGE plpgsql AS
            'BEGIN PERFORM pg_catalog.pg_advisory_xact_lock(4711); RETURN 1; END';
            CREATE TABLE t (a integer);
            INSERT INTO t VALUES (1);
            CREATE MATERIALIZED VIEW v AS SELECT a FROM t WHERE gate() = 1;
            CREATE UNIQUE INDEX v_a ON v (a);
            INSERT INTO t VALUES (2)
            """
        try await RefreshBench.with(script) { bench in
            let keeper = try await bench.database.connect()
            try await keeper.query("SELECT pg_advisory_lock(4711)")
            try await body(GatedRefresh(bench: bench, keeper: keeper))
            await keeper.close()
        }
    }

    /// Settings under which a refresh waits at the gate without end.
    static func settings(_ wish: ConcurrentRefresh) -> RefreshSettings {
        RefreshSettings(concurrently: wish, lockTimeout: .unlimited)
    }

    func open() async throws {
        try await keeper.query("SELECT pg_advisory_unlock(4711)")
    }

    /// What the view answers.
    func rows() async throws -> [[Value]] {
        try await bench.connection.query("SELECT a FROM v ORDER BY a").map(\.values)
    }
}

extension ViewRefreshResult {
    /// Why it failed; `nil` when it did not.
    var failure: RefreshFailure? {
        if case .failed(let failure) = outcome { failure } else { nil }
    }
}
