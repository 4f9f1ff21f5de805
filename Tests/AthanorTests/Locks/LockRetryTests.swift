import Athanor
import Synchronization
import Testing

/// What could not have its locks runs again, and says who was in the way.
@Suite(.timeLimit(.minutes(5))) struct LockRetryTests {
    @Test("A transaction that cannot have its locks runs again until it can; who holds them is named meanwhile")
    func waiting() async throws {
        try await LockBench.with { locks in
            try await locks.hold()
            let entries = try sqlEntries("CREATE TABLE u (id int); ALTER TABLE t ADD COLUMN a int;")
            let seen = Mutex<Set<Int64>>([])
            let events = try await locks.upgrade(entries, options: .persistent) { event in
                seen.withLock { $0.formUnion(event.blockers.map(\.id)) }
                return event.isRetrying && seen.withLock { $0.contains(locks.holderID) }
            }
            #expect(events.filter(\.isStart).count == 1)
            let blockers = events.flatMap(\.blockers)
            #expect(Set(blockers.map(\.id)) == [locks.holderID])
            #expect(
                blockers.first?.description.hasPrefix("pid \(locks.holderID), postgres, the holder, idle in") == true)
            #expect(blockers.first?.description.hasSuffix("\"SELECT FROM t\"") == true)
            guard case .retrying(attempt: 1, of: 1000, let pause)? = events.first(where: \.isRetrying) else {
                Issue.record("\(events)")
                return
            }
            #expect(pause > .zero && pause <= .milliseconds(500))
            #expect(try await locks.bench.rows("SELECT a FROM t ORDER BY id") == ["NULL", "NULL"])
            #expect(try await locks.bench.log() == ["upgrade|a|done"])
        }
    }

    @Test(
        "A revision's own lock timeout, however short, does not hide who holds the lock",
        arguments: [("-- lock_timeout: 500ms\n", ""), ("", "SET lock_timeout = '500ms'; ")])
    func shortTimeout(header: String, setting: String) async throws {
        try await LockBench.with { locks in
            try await locks.hold()
            let events = try await locks.upgrade(
                try sqlEntries(setting + "ALTER TABLE t ADD COLUMN a int;", header: header),
                options: MigratorOptions(timeouts: Timeouts(lock: .seconds(30)), lockAttempts: 6)
            ) { $0.blockers.contains { $0.id == locks.holderID } }
            #expect(Set(events.flatMap(\.blockers).map(\.id)) == [locks.holderID])
        }
    }

    /// Who was in the way is told too, which `LockingTests` sees: here other tests may keep the monitor from looking in time.
    @Test("When attempts are used up, the error says so, and nothing has been changed")
    func givingUp() async throws {
        try await LockBench.with { locks in
            try await locks.hold()
            let failure = try await locks.failure(
                try sqlEntries("CREATE TABLE u (id int);\nALTER TABLE t ADD COLUMN a int;"))
            let explanation = failure.explanation
            #expect(explanation.message == "canceling statement due to lock timeout (at each of 2 attempts)")
            #expect(explanation.place?.line == 8)
            #expect(explanation.state == "Revision a was rolled back; the database is at base.")
            #expect(explanation.advice?.contains("`lock_attempts`") == true)
            #expect(try await locks.bench.rows("SELECT to_regclass('u')") == ["NULL"])
            #expect(try await locks.bench.log() == ["upgrade|a|failed"])
        }
    }

    /// The holder stays all the while, so that a reader who waited for the revision would wait for ever.
    @Test("Readers that queue behind a waiting statement are answered when its time is over")
    func readers() async throws {
        try await LockBench.with { locks in
            try await locks.hold()
            let entries = try sqlEntries("ALTER TABLE t ADD COLUMN a int;")
            let migrator = try locks.bench.migrator(entries, options: .persistent)
            let run = Task { try await migrator.upgrade() }
            for _ in 1...3 {
                try await locks.wait(
                    until: "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = to_regclass('t')")
                #expect(try await locks.bench.rows("SELECT id FROM t ORDER BY id") == ["1", "2"])
            }
            try await locks.release()
            #expect(try await run.value.current == ["a"])
        }
    }

    struct Coded: Revision {
        @TaskLocal static var runs = Counter()
        @TaskLocal static var locksFirst = false
        static let revision: RevisionID = "a"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            if Self.locksFirst { op.execute("ALTER TABLE t ADD COLUMN a int") }
            op.run("count") { [runs = Self.runs] _ in runs.add() }
            if !Self.locksFirst { op.execute("ALTER TABLE t ADD COLUMN a int") }
        }
    }

    final class Counter: Sendable {
        private let number = Mutex(0)
        var count: Int { number.withLock { $0 } }
        func add() { number.withLock { $0 += 1 } }
    }

    @Test("Code of a revision's own never runs twice: what follows it is not tried again, what precedes it is")
    func ownCode() async throws {
        try await LockBench.with { locks in
            let entries = [RevisionEntry(Coded.self, path: "Versions/a.swift", message: "coded")]
            let counter = Counter()
            try await Coded.$runs.withValue(counter) {
                try await locks.hold()
                let failure = try await locks.failure(entries, options: .persistent)
                #expect(failure.explanation.advice?.hasPrefix("It was not retried, because code") == true)
                #expect(counter.count == 1)
                try await Coded.$locksFirst.withValue(true) {
                    _ = try await locks.upgrade(entries) { $0.isRetrying }
                }
                #expect(counter.count == 2)
            }
        }
    }

    @Test("A transaction that revisions share runs again as a whole")
    func shared() async throws {
        try await LockBench.with { locks in
            try await locks.hold()
            var options = MigratorOptions.persistent
            options.transactionPerMigration = false
            let events = try await locks.upgrade(
                try sqlEntries("CREATE TABLE u (id int);", "ALTER TABLE t ADD COLUMN a int;"), options: options,
                releasingAt: \.isRetrying)
            #expect(events.filter(\.isStart).count == 2)
            #expect(try await locks.bench.log() == ["upgrade|a|done", "upgrade|b|done"])
        }
    }

    struct Filling: Revision {
        static let revision: RevisionID = "a"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.backfill("t", set: ["a": .expression("a + 1")], batchSize: 1)
        }
    }

    @Test("A batch of a backfill runs again, and no row is updated twice")
    func backfill() async throws {
        try await LockBench.with { locks in
            try await locks.bench.run("ALTER TABLE t ADD COLUMN a int DEFAULT 0")
            // The first batch is committed before the second meets the lock.
            try await locks.hold("SELECT FROM t WHERE id = 2 FOR UPDATE")
            let events = try await locks.upgrade(
                [RevisionEntry(Filling.self, path: "Versions/a.swift", message: "filling")], options: .persistent,
                releasingAt: \.isRetrying)
            #expect(events.contains { $0.isRetrying })
            #expect(try await locks.bench.rows("SELECT a FROM t ORDER BY id") == ["1", "1"])
        }
    }

    @Test("No transaction is open in the pause before the next attempt")
    func pauses() async throws {
        try await LockBench.with { locks in
            try await locks.hold()
            var options = MigratorOptions.persistent
            let (stream, event) = AsyncStream.makeStream(of: MigrationEvent.self)
            options.onEvent = { event.yield($0) }
            let migrator = try locks.bench.migrator(try sqlEntries("ALTER TABLE t ADD COLUMN a int;"), options: options)
            let run = Task { try await migrator.upgrade() }
            for await event in stream where event.isRetrying { break }
            // The next attempt may have begun, but there is always another pause: with an open transaction it would be idle
            // in that, and this would wait for ever.
            try await locks.wait(
                until: """
                    SELECT 1 FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name = 'athanor' AND pid <> pg_backend_pid()
                      AND state = 'idle' AND query = 'ROLLBACK'
                    """)
            try await locks.release()
            _ = try await run.value
        }
    }

    @Test("A cancelled run does not wait for the next attempt")
    func cancelling() async throws {
        try await LockBench.with { locks in
            try await locks.hold()
            var options = MigratorOptions.persistent
            let (stream, event) = AsyncStream.makeStream(of: MigrationEvent.self)
            options.onEvent = { event.yield($0) }
            let migrator = try locks.bench.migrator(try sqlEntries("ALTER TABLE t ADD COLUMN a int;"), options: options)
            let run = Task { try await migrator.upgrade() }
            for await event in stream where event.isRetrying { break }
            run.cancel()
            let failure = await #expect(throws: MigrationFailure.self) { try await run.value }
            #expect(failure?.isInterruption == true)
        }
    }
}
