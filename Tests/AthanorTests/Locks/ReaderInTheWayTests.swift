import Synchronization
import TestSupport
import Testing

@testable import Athanor

/// With a rollback journal SQLite commits only while nobody reads.
@Suite("A reader in the way of a commit on SQLite", .timeLimit(.minutes(5))) struct ReaderInTheWayTests {
    private static func withReader(
        _ body: (TestBench, [RevisionEntry], any Connection) async throws -> Void
    ) async throws {
        try await TestedDatabase.sqlite.with { bench in
            let entries = try [
                sqlRevision("a1", "CREATE TABLE t (a);"), sqlRevision("b2", after: "a1", "INSERT INTO t VALUES (1);"),
            ].map { try RevisionEntry(sql: SourceText(path: "r.sql", text: $0)) }
            try await bench.migrator(entries).upgrade(to: "a1")
            try await bench.connected { reader in
                try await reader.query("BEGIN")
                try await reader.query("SELECT * FROM t")
                try await body(bench, entries, reader)
            }
        }
    }

    @Test("It is waited for as long as lock_wait says and no longer, and the error says so", arguments: [0, 300])
    func limited(milliseconds: Int) async throws {
        try await Self.withReader { bench, entries, reader in
            let events = Mutex<[MigrationEvent]>([])
            let options = MigratorOptions(
                lockWait: .milliseconds(milliseconds), lockAttempts: 1000,
                onEvent: { event in events.withLock { $0.append(event) } })
            let failure = await #expect(throws: MigrationFailure.self) {
                try await bench.migrator(entries, options: options).upgrade()
            }
            let explanation = try #require(failure?.explanation)
            #expect(
                explanation.message.contains(#/database is locked; waited \d.* s for it/#), "\(explanation)")
            #expect(explanation.advice?.contains("Another connection is reading the database") == true)
            #expect(explanation.advice?.contains("`lock_wait`") == true)
            #expect(explanation.advice?.contains("lock_attempts") == false)
            let retries = events.withLock { $0 }.filter { if case .retrying = $0 { true } else { false } }
            #expect(retries.isEmpty)
            try await reader.query("COMMIT")
            #expect(try await bench.rows("SELECT a FROM t") == [])
            try await bench.migrator(entries, options: options).upgrade()
            #expect(try await bench.rows("SELECT a FROM t") == ["1"])
        }
    }

    @Test("The wait is told once, and ends with the reader")
    func told() async throws {
        try await Self.withReader { bench, entries, reader in
            let (waits, wait) = AsyncStream<Void>.makeStream()
            let count = Mutex(0)
            let options = MigratorOptions(
                lockWait: .unlimited, lockAttempts: 1,
                onEvent: { event in
                    guard case .waitingForLock(nil) = event else { return }
                    count.withLock { $0 += 1 }
                    wait.yield()
                })
            let run = Task { try await bench.migrator(entries, options: options).upgrade() }
            for await _ in waits { break }
            try await reader.query("COMMIT")
            #expect(try await run.value.current == ["b2"])
            #expect(count.withLock { $0 } == 1)
            #expect(try await bench.rows("SELECT a FROM t") == ["1"])
        }
    }
}
