import AthanorTesting
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Athanor

/// Code that a revision runs gives back all advisory locks of the session, the migration lock among them.
@Suite("A migration lock that a revision's code gives back", .timeLimit(.minutes(5)))
struct MigrationLockKeptTests {
    /// The key of the migration lock, from the session that holds it.
    private static let key = """
        SELECT ((l.classid::bigint << 32) | l.objid::bigint)::text AS key
        FROM pg_locks AS l
        WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.pid = pg_backend_pid()
        """

    struct Unlocking: Revision {
        @TaskLocal static var meanwhile: @Sendable (String) async throws -> Void = { _ in }
        static let revision: RevisionID = "b"
        static let downRevisions: [RevisionID] = ["a"]

        func upgrade(_ op: Operations) -> OperationList {
            op.execute("CREATE TABLE u (id int)")
            op.run("unlock") { connection in
                let row = try await connection.query(sql: MigrationLockKeptTests.key).first
                try await connection.query("SELECT pg_advisory_unlock_all()")
                try await Self.meanwhile(try row?["key", as: String.self] ?? "")
            }
        }
    }

    struct Looking: Revision {
        @TaskLocal static var seen: @Sendable (String?) -> Void = { _ in }
        static let revision: RevisionID = "c"
        static let downRevisions: [RevisionID] = ["b"]

        func upgrade(_ op: Operations) -> OperationList {
            op.run("look") { connection in
                Self.seen(try await connection.query(sql: MigrationLockKeptTests.key).first?["key", as: String.self])
            }
        }
    }

    private func entries() throws -> [RevisionEntry] {
        [
            try RevisionEntry(
                sql: SourceText(path: "versions/a.sql", text: sqlRevision("a", "CREATE TABLE t (id int);"))),
            RevisionEntry(Unlocking.self, path: "Versions/b.swift", message: "unlocking"),
            RevisionEntry(Looking.self, path: "Versions/c.swift", message: "looking"),
        ]
    }

    @Test("It is taken again before the next revision")
    func takenAgain() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let keys = Mutex<[String?]>([])
            let migrator = try bench.migrator(try entries())
            try await Unlocking.$meanwhile.withValue({ key in keys.withLock { $0.append(key) } }) {
                try await Looking.$seen.withValue({ key in keys.withLock { $0.append(key) } }) {
                    try await migrator.upgrade()
                }
            }
            let seen = keys.withLock(\.self)
            #expect(seen.count == 2)
            #expect(seen.first == seen.last)
            #expect(seen.first??.isEmpty == false)
        }
    }

    @Test("Where another migrator has it by then, the revision is rolled back, and says so")
    func takenByAnother() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.connected { other in
                let migrator = try bench.migrator(try entries())
                let failure = await #expect(throws: MigrationFailure.self) {
                    try await Unlocking.$meanwhile.withValue({ key in
                        try await other.query(sql: "SELECT pg_advisory_lock(\(key))")
                    }) { try await migrator.upgrade() }
                }
                let explanation = try #require(failure?.explanation)
                #expect(explanation.message.contains("has released the migration lock"), "\(explanation)")
                #expect(explanation.state?.contains("Revision b was rolled back; the database is at a.") == true)
                #expect(explanation.advice?.hasPrefix("Run this again when the other run has finished.") == true)
            }
            #expect(try await bench.rows("SELECT version_num FROM athanor_version") == ["a"])
            #expect(try await bench.rows("SELECT to_regclass('u') IS NULL") == ["true"])
        }
    }
}
