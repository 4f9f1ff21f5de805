import Athanor
import Synchronization
import TestSupport
import Testing

@Suite struct ConcurrencyTests {
    static let history = (0..<5).map { number in
        sqlRevision(
            "r\(number)", after: number == 0 ? "" : "r\(number - 1)",
            "CREATE TABLE t\(number) (id int); INSERT INTO t\(number) VALUES (\(number));")
    }

    @Test("Many migrators at once all succeed, and each revision runs once", arguments: TestedDatabase.allCases)
    func manyAtOnce(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator(Self.history)
            let ran = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<6 { group.addTask { try await migrator.upgrade().steps.count } }
                return try await group.reduce(0, +)
            }
            #expect(ran == Self.history.count)
            #expect(try await bench.log() == (0..<5).map { "upgrade|r\($0)|done" })
            #expect(try await migrator.state().isUpToDate)
        }
    }

    @Test("Who waits for the lock is told who holds it, and gives up when told to")
    func waiting() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let holders = Holders()
            var options = MigratorOptions(lockWait: .seconds(0))
            options.onEvent = { event in
                if case .waitingForLock(let holder) = event { holders.add(holder) }
            }
            let impatient = try bench.migrator(Self.history, options: options)
            let holding = RevisionEntry(Holding.self, path: "holding.swift", message: "holding")
            try await Holding.$whileHeld.withValue({
                let error = await #expect(throws: LockNotAvailable.self) { try await impatient.upgrade() }
                #expect(error?.explanation.state == "Nothing was changed.")
                #expect(holders.all.contains { $0?.contains("athanor") == true })
            }) {
                try await bench.migrator([holding]).upgrade()
            }
        }
    }

    @Test("On SQLite too, who meets another writer waits and then goes on")
    func waitingOnSQLite() async throws {
        try await TestedDatabase.sqlite.with { bench in
            try await bench.migrator(Self.history).upgrade(to: "r0")
            let writer = try await bench.database.connect(to: bench.url, options: ConnectionOptions())
            try await writer.query("BEGIN IMMEDIATE")
            let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
            var options = MigratorOptions()
            options.onEvent = { event in
                if case .waitingForLock = event { waiting.yield() }
            }
            let migrator = try bench.migrator(Self.history, options: options)
            let run = Task { try await migrator.upgrade() }
            for await _ in waits { break }
            try await writer.query("ROLLBACK")
            await writer.close()
            #expect(try await run.value.steps.count == 4)
            #expect(try await bench.log() == (0..<5).map { "upgrade|r\($0)|done" })
        }
    }

    @Test("On SQLite, who cannot even open the file waits as long as it is to wait, and no longer")
    func openingOnSQLite() async throws {
        try await TestedDatabase.sqlite.with { bench in
            try await bench.migrator(Self.history).upgrade(to: "r0")
            let writer = try await bench.database.connect(to: bench.url, options: ConnectionOptions())
            try await writer.query("BEGIN EXCLUSIVE")
            let impatient = try bench.migrator(Self.history, options: MigratorOptions(lockWait: .milliseconds(50)))
            for run in [
                { _ = try await impatient.upgrade() }, { _ = try await impatient.state() },
            ] as [@Sendable () async throws -> Void] {
                let error = await #expect(throws: LockNotAvailable.self) { try await run() }
                #expect(error?.explanation.advice?.contains("`lock_wait`") == true)
            }
            let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
            var options = MigratorOptions()
            options.onEvent = { event in
                if case .waitingForLock = event { waiting.yield() }
            }
            let patient = try bench.migrator(Self.history, options: options)
            let run = Task { try await patient.upgrade() }
            for await _ in waits { break }
            try await writer.query("ROLLBACK")
            await writer.close()
            #expect(try await run.value.steps.count == 4)
        }
    }

    /// Runs a test while its migrator holds the lock.
    struct Holding: Revision {
        @TaskLocal static var whileHeld: @Sendable () async throws -> Void = {}
        static let revision: RevisionID = "holding"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.run("try to get in") { _ in try await Self.whileHeld() }
        }
    }

    @Test("A cancelled run stops its statement, rolls back and says where it is", arguments: TestedDatabase.allCases)
    func cancelling(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let endless =
                tested == .postgreSQL
                ? "SELECT pg_sleep(600);"
                : "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n;"
            let (started, continuation) = AsyncStream.makeStream(of: RevisionID.self)
            var options = MigratorOptions()
            options.onEvent = { event in
                if case .started(let step, _) = event { continuation.yield(step.revision) }
            }
            let migrator = try bench.migrator(
                [Self.history[0], sqlRevision("slow", after: "r0", "CREATE TABLE half (id int);\n" + endless)],
                options: options)
            let run = Task { try await migrator.upgrade() }
            for await revision in started where revision == "slow" { break }
            run.cancel()
            let failure = await #expect(throws: MigrationFailure.self) { try await run.value }
            #expect(failure?.isInterruption == true)
            #expect(failure?.current == ["r0"])
            #expect(
                failure?.explanation.state?.hasSuffix("Revision slow was rolled back; the database is at r0.") == true)
            await #expect(throws: DatabaseFailure.self) { try await bench.rows("SELECT * FROM half") }
            // The lock was given back: another run gets as far as the database lets it.
            #expect(try await bench.migrator(Self.history).upgrade(to: "r1").current == ["r1"])
        }
    }
}

/// Collects who was said to hold the lock.
final class Holders: Sendable {
    private let found = Mutex<[String?]>([])

    var all: [String?] { found.withLock { $0 } }

    func add(_ holder: String?) { found.withLock { $0.append(holder) } }
}
