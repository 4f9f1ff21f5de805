import Athanor
import AthanorSQLite
import AthanorTesting
import Foundation
import Testing

@Suite("The lock over a run on SQLite")
struct MigrationLockTests {
    @Test("One run keeps the other out until it releases, and is named; nothing stays behind")
    func exclusion() async throws {
        try await withTwoLocks { database, held, wanted in
            #expect(held.coverage == .transaction)
            #expect(try await wanted.holder() == nil)
            #expect(try await held.tryAcquire())
            #expect(try await !wanted.tryAcquire())
            let process = ProcessInfo.processInfo
            let holder = try #require(try await wanted.holder())
            #expect(
                holder.hasPrefix(
                    "pid \(process.processIdentifier), application \(process.processName), host \(process.hostName), "
                        + "since 20"))
            try await held.release()
            #expect(try FileManager.default.contentsOfDirectory(atPath: database.folder) == ["test.db"])
            #expect(try await wanted.tryAcquire())
            #expect(try await !held.tryAcquire())
        }
    }

    @Test("A file that a killed run has left behind locks nobody out")
    func leftBehind() async throws {
        try await withTwoLocks { database, lock, other in
            try Data(#"{"pid":1,"application":"athanor","host":"gone","since":"2026"}"#.utf8)
                .write(to: URL(filePath: database.path + "-athanor-lock"))
            #expect(try await lock.tryAcquire())
            #expect(try await other.holder()?.contains("gone") == false)
        }
    }

    @Test("Links to a database lead to the same lock")
    func links() async throws {
        try await withTwoLocks { database, lock, _ in
            #expect(try await lock.tryAcquire())
            try FileManager.default.createSymbolicLink(
                atPath: database.folder + "/link.db", withDestinationPath: database.path)
            let url = try DatabaseURL(database.url.textWithPassword.replacing("/test.db", with: "/link.db"))
            let connection = try await SQLite().connect(to: url, options: ConnectionOptions())
            #expect(try await !self.lock(on: connection).tryAcquire())
            await connection.close()
        }
    }

    @Test("A link or a second name in the lock file's place is left alone, and the transactions alone must do")
    func planted() async throws {
        for isHard in [false, true] {
            try await withTwoLocks { database, lock, other in
                let victim = database.folder + "/victim"
                try Data("precious".utf8).write(to: URL(filePath: victim))
                let path = database.path + "-athanor-lock"
                if isHard {
                    try FileManager.default.linkItem(atPath: victim, toPath: path)
                } else {
                    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: victim)
                }
                #expect(try await lock.tryAcquire())
                #expect(try await other.tryAcquire())
                try await lock.release()
                #expect(try String(contentsOfFile: victim, encoding: .utf8) == "precious")
            }
        }
    }

    @Test("A database in memory is its connection's own")
    func memory() async throws {
        let connection = try await SQLite().connect(
            to: try DatabaseURL("sqlite::memory:"), options: ConnectionOptions())
        #expect(try await lock(on: connection).tryAcquire())
        #expect(try await lock(on: connection).tryAcquire())
        #expect(try await lock(on: connection).holder() == nil)
        await connection.close()
    }

    private func lock(on connection: any Connection) -> any MigrationLock {
        SQLite().migrationLock(on: connection, scope: MigrationLockScope(versionTable: "athanor_version"))
    }

    private func withTwoLocks(
        _ body: (TemporarySQLiteDatabase, any MigrationLock, any MigrationLock) async throws -> Void
    ) async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        let connections = [try await database.connect(), try await database.connect()]
        try await connections[0].query("CREATE TABLE t (a)")
        try await body(database, lock(on: connections[0]), lock(on: connections[1]))
        for connection in connections { await connection.close() }
    }
}
