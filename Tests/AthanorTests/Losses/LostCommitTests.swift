import Athanor
import AthanorPostgreSQL
import AthanorTesting
import TestRelay
import TestSupport
import Testing

/// The connection is lost during a commit.
@Suite("A lost commit")
struct LostCommitTests {
    /// The revisions whose commits are lost, and which commit of a run that is: the first is that of Athanor's own tables.
    private static let history = [
        sqlRevision("a", "CREATE TABLE a (id int);"),
        sqlRevision("b", after: "a", "CREATE TABLE b (id int);"),
        sqlRevision("c", after: "b", "CREATE TABLE c (id int);"),
    ]

    @Test("A revision that was committed all the same is said to be done")
    func tookEffect() async throws {
        try await withRelay(at: .commit(3), by: .cuttingAfterAnswer) { bench, relayed in
            let failure = await #expect(throws: MigrationFailure.self) {
                try await relayed.migrator(Self.history).upgrade()
            }
            #expect(failure?.lostCommit == .tookEffect)
            #expect(failure?.finished.map(\.revision) == ["a", "b"])
            #expect(
                failure?.explanation.state
                    == "The connection was lost during the commit; the commit took effect. Finished in this run: "
                    + "a, b. The database is at b.")
            #expect(failure?.explanation.advice?.hasSuffix("Run the upgrade again to continue.") == true)
            #expect(try await bench.log() == ["upgrade|a|done", "upgrade|b|done"])
            try await finishes(bench)
        }
    }

    @Test("A revision whose commit never reached the server is said to be rolled back, and the log has the failure")
    func rolledBack() async throws {
        try await withRelay(at: .commit(3), by: .cuttingBefore) { bench, relayed in
            let failure = await #expect(throws: MigrationFailure.self) {
                try await relayed.migrator(Self.history).upgrade()
            }
            #expect(failure?.lostCommit == .rolledBack)
            #expect(failure?.finished.map(\.revision) == ["a"])
            #expect(
                failure?.explanation.state
                    == "The connection was lost during the commit; the commit was not made. Finished before it in this "
                    + "run: a. Revision b was rolled back; the database is at a.")
            #expect(try await bench.log() == ["upgrade|a|done", "upgrade|b|failed"])
            try await finishes(bench)
        }
    }

    @Test("Where nobody can look, that is said")
    func unknown() async throws {
        try await withRelay(at: .commit(3), by: .cuttingBefore, forGood: true) { bench, relayed in
            let failure = await #expect(throws: MigrationFailure.self) {
                try await relayed.migrator(Self.history).upgrade()
            }
            #expect(failure?.lostCommit == nil)
            #expect(failure?.uncertainty == .commit)
            #expect(failure?.explanation.state?.contains("revision b may or may not be done") == true)
            #expect(failure?.explanation.advice?.contains("`athanor current` shows which") == true)
            try await finishes(bench)
        }
    }

    @Test("A run that is cancelled while it looks does not go on looking")
    func cancelled() async throws {
        try await withRelay(at: .commit(3), by: .cuttingBefore, forGood: true) { bench, relayed in
            let (lost, losing) = AsyncStream.makeStream(of: Void.self)
            var options = MigratorOptions()
            options.onEvent = { event in
                if case .doing = event { losing.yield() }
            }
            let migrator = try relayed.migrator(Self.history, options: options)
            let run = Task { try await migrator.upgrade() }
            for await _ in lost { break }
            run.cancel()
            let failure = await #expect(throws: MigrationFailure.self) { try await run.value }
            #expect(failure?.uncertainty == .commit)
        }
    }

    @Test("Revisions that share a transaction are all done, or none", arguments: [true, false])
    func shared(isCommitted: Bool) async throws {
        try await withRelay(at: .commit(2), by: isCommitted ? .cuttingAfterAnswer : .cuttingBefore) { bench, relayed in
            let failure = await #expect(throws: MigrationFailure.self) {
                try await relayed.migrator(
                    Self.history, options: MigratorOptions(transactionPerMigration: false)
                ).upgrade()
            }
            #expect(failure?.finished.map(\.revision) == (isCommitted ? ["a", "b", "c"] : []))
            #expect(failure?.undone.map(\.revision) == (isCommitted ? [] : ["a", "b"]))
            #expect(failure?.current == (isCommitted ? ["c"] : []))
            try await finishes(bench)
        }
    }

    @Test("Of a revision of several parts it is said which are committed", arguments: [true, false])
    func parts(isCommitted: Bool) async throws {
        let parted = [
            sqlRevision(
                "a",
                """
                CREATE TABLE a (id int);
                CREATE INDEX CONCURRENTLY a_id ON a (id);
                CREATE TABLE b (id int);
                """)
        ]
        // The commit of the first part.
        try await withRelay(at: .commit(2), by: isCommitted ? .cuttingAfterAnswer : .cuttingBefore) { bench, relayed in
            let failure = await #expect(throws: MigrationFailure.self) { try await relayed.migrator(parted).upgrade() }
            #expect(failure?.lostCommit == (isCommitted ? .tookEffect : .rolledBack))
            #expect(failure?.committed.count == (isCommitted ? 1 : 0))
            let report = try await bench.migrator(parted).upgrade()
            #expect(report.current == ["a"])
        }
    }

    @Test("A stamp is looked at too", arguments: [true, false])
    func stamp(isCommitted: Bool) async throws {
        try await withRelay(at: .commit(2), by: isCommitted ? .cuttingAfterAnswer : .cuttingBefore) { bench, relayed in
            let error = await #expect(throws: (any Error).self) {
                try await relayed.migrator(Self.history).stamp(["b"])
            }
            #expect(
                error.map { Explanation(of: $0).state }
                    == (isCommitted
                        ? "The connection was lost during the commit; the commit took effect."
                        : "The connection was lost during the commit; the commit was not made."))
            let rows = try await bench.rows("SELECT version_num FROM athanor_version")
            #expect(rows == (isCommitted ? ["b"] : []))
        }
    }

    /// One more run does what is left.
    private func finishes(_ bench: TestBench) async throws {
        #expect(try await bench.migrator(Self.history).upgrade().current == ["c"])
        #expect(
            try await bench.rows("SELECT subject FROM athanor.log WHERE outcome = 'done' ORDER BY entry") == [
                "a", "b", "c",
            ])
    }

    /// - Parameter body: gets the database as it is, and as it is through the relay.
    private func withRelay(
        at moment: StatementRelay.Moment, by way: StatementRelay.Break, forGood: Bool = false,
        _ body: (TestBench, TestBench) async throws -> Void
    ) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let place = try await bench.rows(
                """
                SELECT split_part(current_setting('unix_socket_directories'), ',', 1) || '/.s.PGSQL.'
                           || current_setting('port'), current_user::text, current_database()::text
                """)[0].split(separator: "|").map(String.init)
            let relay = try StatementRelay(to: place[0], breakingAt: moment, by: way, forGood: forGood)
            defer { relay.close() }
            let url = "postgresql://\(place[1])@127.0.0.1:\(relay.port)/\(place[2])?sslmode=disable&gssencmode=disable"
            try await body(bench, TestBench(try bench.database.at(url)))
            #expect(relay.hasBroken)
        }
    }
}
