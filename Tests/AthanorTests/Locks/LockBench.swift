import Athanor
import Synchronization
import TestSupport
import Testing

/// A PostgreSQL database with a table `t`, a session that can hold locks, and a migrator that meets them.
struct LockBench: Sendable {
    let bench: TestBench
    /// The session that is in the way.
    let holder: any Connection
    let holderID: Int64

    static func with(_ body: (LockBench) async throws -> Void) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1), (2)")
            try await bench.connected(ConnectionOptions(applicationName: "the holder")) { holder in
                let id =
                    try await holder.query("SELECT pg_backend_pid()::bigint AS pid").first?["pid", as: Int64.self] ?? 0
                try await body(LockBench(bench: bench, holder: holder, holderID: id))
            }
        }
    }

    /// Takes locks, and keeps them until ``release()``.
    func hold(_ statement: String = "SELECT FROM t") async throws {
        try await holder.query("BEGIN")
        try await holder.query(sql: statement)
    }

    func release() async throws { try await holder.query("COMMIT") }

    /// Upgrades while the locks are held, and gives them free at an event.
    /// - Returns: the events.
    func upgrade(
        _ entries: [RevisionEntry], options: MigratorOptions = .impatient,
        releasingAt isMoment: @escaping @Sendable (MigrationEvent) -> Bool = { _ in false }
    ) async throws -> [MigrationEvent] {
        let (stream, event) = AsyncStream.makeStream(of: MigrationEvent.self)
        var options = options
        options.onEvent = { event.yield($0) }
        let migrator = try bench.migrator(entries, options: options)
        let run = Task {
            defer { event.finish() }
            return try await migrator.upgrade()
        }
        var events: [MigrationEvent] = []
        var isHeld = true
        for await event in stream {
            events.append(event)
            guard isHeld, isMoment(event) else { continue }
            try await release()
            isHeld = false
        }
        _ = try await run.value
        return events
    }

    /// What an upgrade fails with that cannot have its locks.
    func failure(
        _ entries: [RevisionEntry], options: MigratorOptions = .impatient
    ) async throws -> MigrationFailure {
        let failure = await #expect(throws: MigrationFailure.self) {
            _ = try await upgrade(entries, options: options)
        }
        return try #require(failure)
    }

    /// Waits until a query of `pg_stat_activity` or the like gives rows.
    func wait(until query: String) async throws {
        try await Task.wait { try await !bench.rows(query).isEmpty }
    }
}

extension MigratorOptions {
    /// Locks are waited for so briefly that a test soon sees it.
    static let impatient = MigratorOptions(timeouts: Timeouts(lock: .milliseconds(100)), lockAttempts: 2)

    /// The same, but never giving up.
    static let persistent = MigratorOptions(timeouts: Timeouts(lock: .milliseconds(400)), lockAttempts: 1000)
}

extension MigrationEvent {
    var isRetrying: Bool { if case .retrying = self { true } else { false } }

    var blockers: [BlockingSession] { if case .blocked(let sessions) = self { sessions } else { [] } }

    var isStart: Bool { if case .started = self { true } else { false } }
}

/// SQL revisions, one after the other: `a`, `b` …
func sqlEntries(_ upgrades: String..., header: String = "") throws -> [RevisionEntry] {
    let names = ["a", "b", "c"]
    return try zip(names, zip([""] + names, upgrades)).map { name, rest in
        let (before, upgrade) = rest
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
                    \(upgrade)
                    -- downgrade
                    """))
    }
}
