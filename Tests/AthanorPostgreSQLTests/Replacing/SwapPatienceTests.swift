import Athanor
import AthanorPostgreSQL
import AthanorTesting
import TestSupport
import Testing

/// How a new view waits for the readers of the old one.
@Suite(.timeLimit(.minutes(5))) struct SwapPatienceTests {
    private func replacement(_ strategy: ReplacementStrategy, _ patience: SwapPatience) -> ReplaceMaterializedView {
        ReplaceMaterializedView(
            name: ViewChain.replaced, query: .sql(ViewChain.newQuery), strategy: strategy, swap: patience)
    }

    private func pid(of connection: any Connection) async throws -> Int64 {
        try await connection.query("SELECT pg_backend_pid()::bigint AS pid").first?["pid", as: Int64.self] ?? 0
    }

    @Test(
        "A reader that stays is named, and nothing is changed", arguments: [ReplacementStrategy.sideBySide, .inPlace])
    func readerThatStaysIsNamed(_ strategy: ReplacementStrategy) async throws {
        try await TemporaryPostgreSQLDatabase.with { database, builder in
            try await ViewChain.build(on: builder)
            let (catalog, rows) = (try await CatalogSnapshot(builder), try await ViewChain.rows(on: builder))
            let reader = try await database.connect()
            try await reader.query("BEGIN")
            let readerPID = try await pid(of: reader)
            try await reader.query("SELECT max(total) FROM report.best")
            let error = await #expect(throws: OperationError.self) {
                try await builder.perform(
                    replacement(strategy, SwapPatience(deadline: .milliseconds(20), givingUpAfter: .seconds(0))))
            }
            let message = error?.message ?? ""
            #expect(message.contains("materialized view report.daily cannot be replaced"), "\(message)")
            #expect(message.contains("pid \(readerPID)"), "\(message)")
            // The query is the last that the session ran.
            #expect(message.contains("\"SELECT max(total) FROM report.best\""), "\(message)")
            // Whoever comes now does not wait: where it had to, this would end it.
            let another = try await database.connect()
            try await another.query("SET lock_timeout = '1ms'")
            #expect(try await ViewChain.rows(on: another) == rows)
            #expect(catalog.differences(to: try await CatalogSnapshot(builder)) == [])
            await another.close()
            await reader.close()
        }
    }

    @Test("The replacement continues when the reader has ended", arguments: [ReplacementStrategy.sideBySide, .inPlace])
    func itGoesOnWhenTheReaderHasEnded(_ strategy: ReplacementStrategy) async throws {
        try await TemporaryPostgreSQLDatabase.with { database, other in
            try await ViewChain.build(on: other)
            let rows = try await ViewChain.rows(on: other)
            let reader = try await database.connect()
            try await reader.query("BEGIN")
            try await reader.query("SELECT max(total) FROM report.daily")
            let readerPID = try await pid(of: reader)
            let builder = try await database.connect()
            let (messages, message) = AsyncStream.makeStream(of: String.self)
            let operation = replacement(
                strategy, SwapPatience(deadline: .milliseconds(20), givingUpAfter: .seconds(3600)))
            let replacing = Task {
                try await builder.perform(operation, reporting: StepReporter { message.yield($0) })
            }
            for await message in messages where message.hasPrefix("waiting for readers") {
                #expect(message.contains("pid \(readerPID)") && message.contains("(attempt 1)"), "\(message)")
                break
            }
            #expect(try await ViewChain.rows(on: reader) == rows)
            try await reader.query("COMMIT")
            try await replacing.value
            #expect(try await Set(ViewChain.rows(on: other)).isDisjoint(with: rows))
            await builder.close()
            await reader.close()
        }
    }

    /// The first reader stays all the while, so that whoever queued behind the swap would wait for ever if it did not give way.
    @Test("Readers that queue behind an attempt get their answer")
    func queueingReadersAreAnswered() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, other in
            try await ViewChain.build(on: other)
            let rows = try await ViewChain.rows(on: other)
            let reader = try await database.connect()
            try await reader.query("BEGIN")
            try await reader.query("SELECT max(total) FROM report.daily")
            let builder = try await database.connect()
            let operation = replacement(
                .sideBySide, SwapPatience(deadline: .milliseconds(300), givingUpAfter: .seconds(3600)))
            let replacing = Task { try await builder.perform(operation) }
            let queueing = try await database.connect()
            for _ in 1...3 {
                try await Task.wait {
                    try await !other.query(
                        """
                        SELECT FROM pg_locks
                        WHERE NOT granted AND mode = 'AccessExclusiveLock' AND locktype = 'relation'
                          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        """
                    ).isEmpty
                }
                #expect(try await ViewChain.rows(on: queueing) == rows)
            }
            try await reader.query("COMMIT")
            try await replacing.value
            #expect(try await Set(ViewChain.rows(on: queueing)).isDisjoint(with: rows))
            for connection in [builder, queueing, reader] { await connection.close() }
        }
    }
}
