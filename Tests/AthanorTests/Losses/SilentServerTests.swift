import AthanorPostgreSQL
import AthanorTesting
import TestRelay
import TestSupport
import Testing

@testable import Athanor

/// Somebody between Athanor and the server says nothing any more, and the work is interrupted.
///
/// That something ends is what these tests are about: the time limit stands for "never".
@Suite(.timeLimit(.minutes(15))) struct SilentServerTests {
    /// A database behind a relay.
    struct Line: Sendable {
        /// The way that does not lead through the relay.
        let direct: TestBench
        let relayed: TestBench
        let relay: StatementRelay

        /// Options with which nobody waits long.
        var options: MigratorOptions {
            var options = MigratorOptions()
            options.connection.cancellationDeadline = .milliseconds(200)
            return options
        }

        /// Runs work, interrupts it when the line has fallen silent, and waits for its end.
        /// - Returns: what it threw; `nil` when it was finished before it was interrupted, or in spite of it.
        func interrupting(_ work: @escaping @Sendable () async throws -> Void) async throws -> (any Error)? {
            let run = Task { try await work() }
            let watching = Task {
                try await Task.wait(every: .milliseconds(2)) { relay.hasBroken }
                run.cancel()
            }
            let result = await run.result
            watching.cancel()
            guard case .failure(let error) = result else { return nil }
            return error
        }
    }

    /// Prepares a database, and reaches it through a relay.
    private func line(
        silentAt moment: StatementRelay.Moment, by way: StatementRelay.Break = .fallingSilent, forGood: Bool = true,
        preparing: (TestBench) async throws -> Void = { _ in }, _ body: (Line) async throws -> Void
    ) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await preparing(bench)
            let place = try await bench.rows(
                """
                SELECT split_part(current_setting('unix_socket_directories'), ',', 1) || '/.s.PGSQL.'
                           || current_setting('port'), current_user::text, current_database()::text
                """)[0].split(separator: "|").map(String.init)
            let relay = try StatementRelay(to: place[0], breakingAt: moment, by: way, forGood: forGood)
            defer { relay.close() }
            let address = try bench.database.at(
                "postgresql://\(place[1])@127.0.0.1:\(relay.port)/\(place[2])?sslmode=disable&gssencmode=disable")
            try await body(Line(direct: bench, relayed: TestBench(address), relay: relay))
        }
    }

    /// Where a run meets silence, and what it must say.
    struct Silence: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let moment: StatementRelay.Moment
        let revision: RevisionEntry
        let state: String
        let advice: String
    }

    private static func sql(_ upgrade: String) throws -> RevisionEntry {
        try RevisionEntry(sql: SourceText(path: "versions/a.sql", text: sqlRevision("a", upgrade)))
    }

    static var silences: [Silence] {
        get throws {
            let table =
                "CREATE TABLE t (id int PRIMARY KEY, v int); INSERT INTO t SELECT n FROM generate_series(1, 9) AS n;\n"
            let unknown = "It is unknown whether the database has ended revision a"
            return [
                Silence(
                    testDescription: "a statement in a transaction", moment: .text("silence"),
                    revision: try sql(table + "SELECT 'silence';"), state: unknown, advice: "`athanor current`"),
                Silence(
                    testDescription: "VACUUM", moment: .text("VACUUM"), revision: try sql(table + "VACUUM t;"),
                    state: "VACUUM t is a non-transactional statement. Its outcome was not recorded",
                    advice: "Run the upgrade again"),
                Silence(
                    testDescription: "CREATE INDEX CONCURRENTLY", moment: .text("CREATE INDEX CONCURRENTLY"),
                    revision: try sql(table + "CREATE INDEX CONCURRENTLY i ON t (v);"),
                    state: "is a non-transactional statement. It may have taken effect",
                    advice: "Run the upgrade again"),
                Silence(
                    testDescription: "the note before VACUUM",
                    moment: .text("INSERT INTO \(PostgreSQL().dialect.name(of: .progress))"),
                    revision: try sql(table + "VACUUM t;"), state: unknown, advice: "`athanor current`"),
                Silence(
                    testDescription: "the commit of a revision", moment: .text("COMMIT"), revision: try sql(table),
                    state: "may or may not be done", advice: "`athanor current` shows which"),
                Silence(
                    testDescription: "the rollback of a revision that failed",
                    moment: .next("ROLLBACK", after: "SELECT 1 / 0"),
                    revision: try sql(table + "SELECT 1 / 0;"), state: unknown, advice: "correct versions/a.sql"),
                Silence(
                    testDescription: "a revision's own code", moment: .text("silence"),
                    revision: RevisionEntry(OwnCodeRevision.self, path: "versions/a.swift", message: "a"),
                    state: unknown, advice: "`athanor current`"),
                Silence(
                    testDescription: "an update between its batches", moment: .text("AS batch"),
                    revision: RevisionEntry(BackfillRevision.self, path: "versions/a.swift", message: "a"),
                    state: "It is unknown whether", advice: "`athanor current`"),
            ]
        }
    }

    @Test("An interrupted upgrade ends, and says what is not known and what to do", arguments: try silences)
    func upgrades(_ silence: Silence) async throws {
        for forGood in [false, true] {
            try await line(silentAt: silence.moment, forGood: forGood, preparing: prepare) { line in
                let migrator = try line.relayed.migrator([silence.revision], options: line.options)
                let error = try await line.interrupting { _ = try await migrator.upgrade() }
                let failure = try #require(error as? MigrationFailure, "\(String(describing: error))")
                let explanation = failure.explanation
                #expect(explanation.state?.contains(silence.state) == true, "\(explanation)")
                #expect(explanation.advice?.contains(silence.advice) == true, "\(explanation)")
                #expect(!failure.isLogged)
            }
        }
    }

    /// Makes Athanor's own tables, so that a moment's text comes from the revision.
    private func prepare(_ bench: TestBench) async throws {
        _ = try await bench.migrator([sqlRevision("z", "")]).upgrade()
        try await bench.run(
            "DELETE FROM \(bench.database.dialect.quote("athanor_version"))",
            "CREATE TABLE filled (id int PRIMARY KEY, v int)",
            "INSERT INTO filled SELECT n FROM generate_series(1, 9) AS n")
    }

    @Test("At whatever statement the network falls silent, an interrupted upgrade ends", arguments: 0..<6)
    func anyStatement(_ offset: Int) async throws {
        let history = try [
            Self.sql(
                "CREATE TABLE t (id int); VACUUM t; CREATE INDEX CONCURRENTLY i ON t (id); INSERT INTO t VALUES (1);"),
            RevisionEntry(
                sql: SourceText(path: "versions/b.sql", text: sqlRevision("b", after: "a", "SELECT 1 / 0;"))),
        ]
        var number = offset + 1
        var hasBroken = true
        while hasBroken {
            try await line(silentAt: .statement(number)) { line in
                let migrator = try line.relayed.migrator(history, options: line.options)
                let error = try await line.interrupting { _ = try await migrator.upgrade() }
                #expect(error != nil, "statement \(number)")
                hasBroken = line.relay.hasBroken
            }
            number += 6
        }
        #expect(number > 30)
    }

    @Test("Whoever waits for the migration lock, or gives it back, on a silent line ends when interrupted")
    func lock() async throws {
        try await line(silentAt: .text("pg_try_advisory_lock"), preparing: prepare) { line in
            let migrator = try line.relayed.migrator(
                [sqlRevision("a", "CREATE TABLE t (id int);")], options: line.options)
            let error = try await line.interrupting { _ = try await migrator.upgrade() }
            #expect(error is CancellationUnanswered)
            #expect(try await line.direct.rows("SELECT count(*) FROM athanor_version") == ["0"])
        }
        try await line(silentAt: .text("pg_advisory_unlock"), preparing: prepare) { line in
            let migrator = try line.relayed.migrator(
                [sqlRevision("a", "CREATE TABLE t (id int);")], options: line.options)
            // All was done before.
            #expect(try await line.interrupting { _ = try await migrator.upgrade() } == nil)
            #expect(try await line.direct.rows("SELECT version_num FROM athanor_version") == ["a"])
        }
    }

    @Test("Commands that read end when interrupted on a silent line", arguments: 1...4)
    func reading(_ statement: Int) async throws {
        let history = [sqlRevision("a", "CREATE MATERIALIZED VIEW m AS SELECT 1 AS one;")]
        func prepare(_ bench: TestBench) async throws { _ = try await bench.migrator(history).upgrade() }
        let commands: [@Sendable (Line) async throws -> Void] = [
            { _ = try await $0.relayed.migrator(history, options: $0.options).state() },
            { _ = try await $0.relayed.migrator(history, options: $0.options).log() },
            { _ = try await ViewInspector($0.relayed.address, options: $0.options).views() },
            { _ = try await ViewRefresher($0.relayed.address, options: $0.options).freshness() },
        ]
        for command in commands {
            try await line(silentAt: .statement(statement), preparing: prepare) { line in
                let error = try await line.interrupting { try await command(line) }
                #expect(error is CancellationUnanswered || error is CancellationError, "\(String(describing: error))")
            }
        }
    }

    @Test(
        "A refresh on a silent line ends when interrupted, and says whether it may have taken effect",
        arguments: ["REFRESH MATERIALIZED VIEW", "COMMIT", "ROLLBACK"])
    func refreshing(_ text: String) async throws {
        func prepare(_ bench: TestBench) async throws {
            _ = try await bench.migrator([
                sqlRevision("a", "CREATE TABLE t (n int); CREATE MATERIALIZED VIEW m AS SELECT 1 / n AS one FROM t;")
            ]).upgrade()
            if text == "ROLLBACK" { try await bench.run("INSERT INTO t VALUES (0)") }
        }
        // The first commit is that of looking at the views.
        let moment: StatementRelay.Moment = text == "COMMIT" ? .commit(2) : .text(text)
        try await line(silentAt: moment, preparing: prepare) { line in
            let refresher = ViewRefresher(line.relayed.address, options: line.options)
            let error = try await line.interrupting {
                let report = try await refresher.refresh(RefreshRequest(.all))
                #expect(!report.isComplete)
                if case .failed(let failure)? = report.results.first?.outcome {
                    #expect(failure.isOutcomeUnknown == (text == "COMMIT"))
                }
            }
            #expect(error == nil, "\(String(describing: error))")
        }
    }

    @Test(
        "A scheduler of views stops on a silent line, wherever it is",
        arguments: [
            StatementRelay.Moment.statement(1), .statement(4), .text("relkind = 'm'"),
            .text("REFRESH MATERIALIZED VIEW"),
        ])
    func serving(_ moment: StatementRelay.Moment) async throws {
        func prepare(_ bench: TestBench) async throws {
            _ = try await bench.migrator([
                sqlRevision("a", "-- athanor: refresh every 1 second\nCREATE MATERIALIZED VIEW m AS SELECT 1 AS one;")
            ]).upgrade()
        }
        try await line(silentAt: moment, preparing: prepare) { line in
            let scheduler = ViewRefreshScheduler(
                ViewRefresher(line.relayed.address, options: line.options),
                options: ViewRefreshScheduler.Options(lookEvery: .milliseconds(50), stopWithin: .milliseconds(50)))
            let keeping = Task { try await scheduler.run() }
            let stopping = Task {
                try await Task.wait(every: .milliseconds(2)) { line.relay.hasBroken }
                scheduler.stop()
            }
            _ = await keeping.result
            stopping.cancel()
        }
    }

    @Test("A statement that ends while the request to cancel it is not answered keeps nobody waiting")
    func silentRequest() async throws {
        try await line(silentAt: .text("silence"), by: .silencingOthers, preparing: prepare) { line in
            var options = line.options
            options.connection.cancellationDeadline = .seconds(2)
            let migrator = try line.relayed.migrator(
                [sqlRevision("a", "SELECT 'silence', pg_sleep(0.5);")], options: options)
            _ = try await line.interrupting { _ = try await migrator.upgrade() }
        }
    }
}

private struct OwnCodeRevision: Revision {
    static let revision: RevisionID = "a"
    static let downRevisions: [RevisionID] = []

    func upgrade(_ op: Operations) -> OperationList {
        op.run("own code") { try await $0.query("SELECT 'silence'") }
    }
}

private struct BackfillRevision: Revision {
    static let revision: RevisionID = "a"
    static let downRevisions: [RevisionID] = []

    func upgrade(_ op: Operations) -> OperationList {
        op.backfill("filled", set: ["v": "id"], batchSize: 2)
    }
}
