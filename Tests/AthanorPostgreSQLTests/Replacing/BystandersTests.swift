import Athanor
import AthanorPostgreSQL
import AthanorTesting
import TestSupport
import Testing

/// Sessions that are in a replacement's way without reading: they are waited for while readers go on, or named.
@Suite(.timeLimit(.minutes(5))) struct BystandersTests {
    private func replacement(_ patience: SwapPatience = SwapPatience()) -> ReplaceMaterializedView {
        ReplaceMaterializedView(
            name: ViewChain.replaced, query: .sql(ViewChain.newQuery), strategy: .sideBySide, swap: patience)
    }

    private func pid(of connection: any Connection) async throws -> Int64 {
        try await connection.query("SELECT pg_backend_pid()::bigint AS pid").first?["pid", as: Int64.self] ?? 0
    }

    /// Waits until a session waits for a lock.
    private func untilWaiting(_ pid: Int64, on connection: any Connection) async throws {
        try await Task.wait {
            try await !connection.query(
                sql: "SELECT FROM pg_locks WHERE pid = $1::int AND NOT granted", [.integer(pid)]
            ).isEmpty
        }
    }

    /// The lock that VACUUM, autovacuum and REINDEX CONCURRENTLY take.
    @Test("The build waits for other work on a view, and readers continue", arguments: ["report.daily", "report.best"])
    func otherWorkIsWaitedFor(_ view: String) async throws {
        try await TemporaryPostgreSQLDatabase.with { database, other in
            try await ViewChain.build(on: other)
            let rows = try await ViewChain.rows(on: other)
            let builder = try await database.connect()
            let worker = try await database.connect()
            try await worker.query("BEGIN")
            try await worker.query(sql: SQLStatement("ALTER MATERIALIZED VIEW \(view) SET WITHOUT CLUSTER"))
            let builderPID = try await pid(of: builder)
            let (messages, message) = AsyncStream.makeStream(of: String.self)
            let replacing = Task {
                defer { message.finish() }
                try await builder.perform(replacement(), reporting: StepReporter { message.yield($0) })
            }
            try await untilWaiting(builderPID, on: other)
            let modes = try await other.query(
                sql: "SELECT mode FROM pg_locks WHERE pid = $1::int AND NOT granted", [.integer(builderPID)])
            #expect(try modes.map { try $0["mode", as: String.self] } == ["ShareUpdateExclusiveLock"])
            // A reader that had to wait would fail.
            try await other.query("SET lock_timeout = '1ms'")
            #expect(try await ViewChain.rows(on: other) == rows)
            try await other.query("SET lock_timeout = 0")
            try await worker.query("COMMIT")
            try await replacing.value
            for await said in messages { #expect(!said.hasPrefix("waiting for readers"), "\(said)") }
            #expect(try await Set(ViewChain.rows(on: other)).isDisjoint(with: rows))
            for connection in [builder, worker] { await connection.close() }
        }
    }

    @Test("A prepared transaction that blocks is named")
    func aPreparedTransactionInTheWayIsNamed() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, other in
            try await ViewChain.build(on: other)
            let name = "athanor it's \(try await pid(of: other))"
            try await other.query("BEGIN")
            try await other.query("SELECT FROM report.best LIMIT 1")
            try await other.query(sql: SQLStatement("PREPARE TRANSACTION '\(name.replacing("'", with: "''"))'"))
            let (messages, message) = AsyncStream.makeStream(of: String.self)
            let error = await #expect(throws: OperationError.self) {
                try await other.perform(
                    replacement(SwapPatience(deadline: .milliseconds(20), givingUpAfter: .milliseconds(1))),
                    reporting: StepReporter { message.yield($0) })
            }
            message.finish()
            let quoted = "'\(name.replacing("'", with: "''"))'"
            try await other.query(sql: SQLStatement("ROLLBACK PREPARED \(quoted)"))
            #expect(error?.message.contains("prepared transaction \(quoted)") == true, "\(error?.message ?? "")")
            #expect(error?.message.contains("ROLLBACK PREPARED \(quoted)") == true)
            let first = await messages.first { _ in true }
            #expect(first?.hasPrefix("the swap will have to wait for prepared transaction \(quoted)") == true)
            try await other.perform(replacement())
        }
    }

    @Test(
        "A temporary view of another session is named before the build",
        arguments: [ReplacementStrategy.sideBySide, .inPlace])
    func temporaryViewIsNamed(_ strategy: ReplacementStrategy) async throws {
        try await TemporaryPostgreSQLDatabase.with { database, other in
            try await ViewChain.build(on: other)
            let holder = try await database.connect()
            try await holder.query("CREATE TEMP VIEW mine AS SELECT region FROM report.best")
            let holderPID = try await pid(of: holder)
            let (messages, message) = AsyncStream.makeStream(of: String.self)
            var operation = replacement()
            operation.strategy = strategy
            let error = await #expect(throws: OperationError.self) {
                try await other.perform(operation, reporting: StepReporter { message.yield($0) })
            }
            message.finish()
            let said = error?.message ?? ""
            #expect(said.contains("materialized view report.daily cannot be replaced: temporary view mine"), "\(said)")
            #expect(said.contains("pid \(holderPID)"), "\(said)")
            for await said in messages { Issue.record("\(said) was done before") }
            await holder.close()
            // The server removes it when the session ends, which it may still be doing.
            try await Task.wait {
                try await other.query("SELECT FROM pg_class WHERE relname = 'mine'").isEmpty
            }
            try await other.perform(operation)
        }
    }

    @Test("A replacement uses one of the kept schemas, and revokes only what it granted")
    func keptSchemaIsTaken() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, other in
            let role = "athanor_narrow TO nobody"
            for statement in [
                "DO $$ BEGIN CREATE ROLE \"\(role)\"; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$",
                "DO $$ BEGIN CREATE ROLE athanor_second; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$",
                "GRANT athanor_second TO \"\(role)\"",
                "CREATE TABLE t (a int)", "CREATE MATERIALIZED VIEW m AS SELECT a FROM t",
                "CREATE VIEW v AS SELECT a FROM m",
                "GRANT CREATE, USAGE ON SCHEMA public TO \"\(role)\", athanor_second",
                "GRANT SELECT ON t, m TO \"\(role)\", athanor_second",
                "ALTER MATERIALIZED VIEW m OWNER TO \"\(role)\"", "ALTER VIEW v OWNER TO athanor_second",
                "CREATE SCHEMA athanor_building_1 AUTHORIZATION \"\(role)\"",
                "CREATE SCHEMA athanor_building_2 AUTHORIZATION \"\(role)\"",
                "GRANT USAGE ON SCHEMA athanor_building_1 TO athanor_second",
            ] { try await other.query(sql: SQLStatement(statement)) }
            let before = try await CatalogSnapshot(other)
            let builder = try await database.connect()
            try await builder.query(sql: SQLStatement("SET ROLE \"\(role)\""))
            try await builder.query("BEGIN")
            for step in try ReplaceMaterializedView(name: "m", query: "SELECT a + 0 AS a FROM t").lower(
                for: PostgreSQL())
            {
                try await builder.run([step], reporting: .silent)
            }
            let locks = try await other.query(
                """
                SELECT FROM pg_namespace AS n
                WHERE n.nspname ~ '^athanor_building_'
                  AND NOT pg_try_advisory_xact_lock(hashtextextended('athanor building schema ' || n.nspname, 0))
                """)
            #expect(locks.count == 1)
            try await builder.query("COMMIT")
            let differences = before.differences(to: try await CatalogSnapshot(other)).filter {
                !$0.dropFirst(2).hasPrefix("rule _RETURN on public.m ")
            }
            #expect(differences == [])
            await builder.close()
        }
    }
}
