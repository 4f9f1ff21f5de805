import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite struct MigrationLockTests {
    private func lock(_ name: QualifiedName, on connection: any Connection) -> any MigrationLock {
        PostgreSQL().migrationLock(on: connection, scope: MigrationLockScope(versionTable: name))
    }

    @Test("One session keeps the other out until it releases the lock")
    func lockKeepsTheOtherSessionOut() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, first in
            let second = try await database.connect()
            let table = QualifiedName(schema: "public", name: "athanor_version")
            let held = lock(table, on: first)
            let wanted = lock(table, on: second)
            #expect(held.coverage == .run)
            #expect(try await wanted.holder() == nil)
            #expect(try await held.tryAcquire())
            #expect(try await !wanted.tryAcquire())
            let pid = try await first.query("SELECT pg_backend_pid() AS pid").first?["pid", as: Int64.self] ?? 0
            let holder = try #require(try await wanted.holder())
            #expect(holder.hasPrefix("pid \(pid), application athanor, local socket, since 20"))
            try await held.release()
            #expect(try await wanted.tryAcquire())
            await second.close()
        }
    }

    @Test("The lock ends with its session")
    func theLockDiesWithItsSession() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, first in
            let second = try await database.connect()
            #expect(try await lock("public.v", on: second).tryAcquire())
            let pid = try await second.query("SELECT pg_backend_pid() AS pid").first?["pid", as: Value.self] ?? .null
            try await first.query(sql: "SELECT pg_terminate_backend($1::int, 10000)", [pid])
            #expect(try await lock("public.v", on: first).tryAcquire())
            await second.close()
        }
    }

    @Test("Other version tables have other locks")
    func otherVersionTablesHaveOtherLocks() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, first in
            let second = try await database.connect()
            #expect(try await lock("public.v", on: first).tryAcquire())
            #expect(try await lock("public.w", on: second).tryAcquire())
            #expect(try await lock("other.v", on: second).tryAcquire())
            // A name without a schema means the table in the schema that it would be found or created in.
            #expect(try await !lock("v", on: second).tryAcquire())
            await second.close()
        }
    }

    @Test("The key is the one that every version of Athanor uses")
    func keyIsTheSameInEveryVersion() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            #expect(try await lock("public.athanor_version", on: connection).tryAcquire())
            let row = try await connection.query(
                """
                SELECT (classid::bigint << 32) | objid::bigint AS key FROM pg_locks
                WHERE locktype = 'advisory' AND pid = pg_backend_pid()
                """
            ).first
            #expect(try row?["key", as: Int64.self] == 962068232847692139)
        }
    }
}
