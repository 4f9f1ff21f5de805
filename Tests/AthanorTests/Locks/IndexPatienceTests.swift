import Athanor
import Testing

/// Concurrent builds of indexes wait for the transactions of others by a policy of their own.
@Suite(.timeLimit(.minutes(5))) struct IndexPatienceTests {
    private static let building = "CREATE INDEX CONCURRENTLY t_id ON t (id);"
    private static let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('t_id')"

    private func options(lock: TimeLimit, index: TimeLimit) -> MigratorOptions {
        MigratorOptions(timeouts: Timeouts(lock: lock, indexLock: index), lockAttempts: 1)
    }

    @Test("A build waits for a transaction longer than a lock may be waited for, and names it meanwhile")
    func patience() async throws {
        try await LockBench.with { locks in
            try await locks.hold("INSERT INTO t VALUES (3)")
            let run = Task {
                try await locks.upgrade(
                    try sqlEntries(Self.building), options: options(lock: .milliseconds(100), index: .hours(1)),
                    releasingAt: { _ in false })
            }
            try await locks.wait(
                until: """
                    SELECT 1 FROM pg_stat_activity
                    WHERE query LIKE 'CREATE INDEX%' AND wait_event_type = 'Lock'
                      AND datname = current_database() AND clock_timestamp() - query_start > interval '1 second'
                    """)
            try await locks.wait(
                until: "SELECT 1 FROM pg_stat_activity WHERE application_name = 'athanor lock monitor' "
                    + "AND datname = current_database() AND query LIKE '%pg_blocking_pids%' AND state = 'idle'")
            try await locks.release()
            let events = try await run.value
            #expect(Set(events.flatMap(\.blockers).map(\.id)) == [locks.holderID])
            #expect(try await locks.bench.rows(Self.valid) == ["true"])
        }
    }

    @Test("A build whose time is over fails, and the next run builds the index")
    func givingUp() async throws {
        try await LockBench.with { locks in
            try await locks.hold("INSERT INTO t VALUES (3)")
            let entries = try sqlEntries(Self.building)
            let failure = try await locks.failure(
                entries, options: options(lock: .milliseconds(100), index: .milliseconds(300)))
            let explanation = failure.explanation
            #expect(explanation.message == "canceling statement due to lock timeout")
            #expect(explanation.advice?.contains("`index_lock_timeout`") == true)
            try await locks.release()
            try await locks.bench.migrator(entries).upgrade()
            #expect(try await locks.bench.rows(Self.valid) == ["true"])
        }
    }

    @Test("What the revision has set itself holds for a build too", arguments: ["SET lock_timeout = '100ms';", ""])
    func ownTimeout(_ setting: String) async throws {
        try await LockBench.with { locks in
            try await locks.hold("INSERT INTO t VALUES (3)")
            let header = setting.isEmpty ? "-- lock_timeout: 100ms\n" : ""
            let failure = try await locks.failure(
                try sqlEntries(setting + Self.building, header: header),
                options: options(lock: .seconds(30), index: .hours(1)))
            #expect((failure.cause as? DatabaseFailure)?.kind == .lockNotAvailable)
        }
    }

    struct Building: Revision {
        static let revision: RevisionID = "a"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.with(lockTimeout: .milliseconds(100)) { op.execute(IndexPatienceTests.building) }
        }
    }

    private static func impatient() throws -> [[RevisionEntry]] {
        [
            try sqlEntries(building, header: "-- lock_timeout: 100ms\n"),
            try sqlEntries("SET lock_timeout = '100ms'; \(building)"),
            [RevisionEntry(Building.self, path: "Versions/a.swift", message: "building")],
        ]
    }

    @Test(
        "A lock timeout of the revision holds for a build even if it is the same as that of the run", arguments: 0...2)
    func sameTimeout(_ index: Int) async throws {
        try await LockBench.with { locks in
            try await locks.hold("INSERT INTO t VALUES (3)")
            let failure = try await locks.failure(
                try Self.impatient()[index], options: options(lock: .milliseconds(100), index: .hours(1)))
            #expect((failure.cause as? DatabaseFailure)?.kind == .lockNotAvailable)
        }
    }

    @Test("A statement outside transactions that leaves nothing behind runs again")
    func vacuum() async throws {
        try await LockBench.with { locks in
            try await locks.hold("LOCK TABLE t IN SHARE UPDATE EXCLUSIVE MODE")
            let events = try await locks.upgrade(
                try sqlEntries("VACUUM t;"), options: .persistent, releasingAt: \.isRetrying)
            #expect(events.contains { $0.isRetrying })
            #expect(try await locks.bench.log() == ["statement|a|done", "upgrade|a|done"])
        }
    }
}
