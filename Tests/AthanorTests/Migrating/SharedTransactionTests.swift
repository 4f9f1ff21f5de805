import AthanorTesting
import TestSupport
import Testing

@testable import Athanor

/// All revisions of a run in one transaction.
@Suite struct SharedTransactionTests {
    private let files = [
        sqlRevision("a1", "CREATE TABLE a (id int PRIMARY KEY);", down: "DROP TABLE a;"),
        sqlRevision("b2", after: "a1", "INSERT INTO a VALUES (1);", down: "DELETE FROM a;"),
        sqlRevision("c3", after: "b2", "INSERT INTO a VALUES (1);"),
        sqlRevision("d4", after: "c3", "DELETE FROM a;"),
    ]
    private let options = MigratorOptions(transactionPerMigration: false)

    struct TakesItsTime: Revision {
        static let revision: RevisionID = "a1"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.run("wait") { _ in try await Task.sleep(for: .milliseconds(20)) }
        }
    }

    @Test("All revisions are done together, each with its row and its log entry", arguments: TestedDatabase.allCases)
    func revisionsAreDoneTogether(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator(Array(files[...1]), options: options)
            let report = try await migrator.upgrade()
            #expect(report.steps.map(\.revision) == ["a1", "b2"])
            #expect(report.current == ["b2"])
            #expect(try await migrator.versionRows() == ["b2"])
            #expect(try await bench.log() == ["upgrade|a1|done", "upgrade|b2|done"])
            try await migrator.downgrade(to: "base")
            #expect(try await migrator.versionRows() == [])
        }
    }

    @Test("One failure rolls back all, and says so", arguments: TestedDatabase.allCases)
    func oneFailureUndoesAllAndSaysSo(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator(files, options: options)
            let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
            #expect(failure?.step.revision == "c3")
            #expect(failure?.finished.isEmpty == true)
            #expect(failure?.undone.map(\.revision) == ["a1", "b2"])
            #expect(
                failure?.explanation.state
                    == "Revision c3 was rolled back, and with it a1, b2, which shared its transaction; the database is at "
                    + "base.")
            #expect(try await migrator.versionRows() == [])
            #expect(try await bench.log() == ["upgrade|c3|failed"])
        }
    }

    @Test("Each entry of the log says when its revision started", arguments: TestedDatabase.allCases)
    func entriesSayWhenTheyStarted(_ tested: TestedDatabase) async throws {
        let entries = [
            RevisionEntry(TakesItsTime.self, path: "a1.swift", message: ""),
            try RevisionEntry(sql: SourceText(path: "b2.sql", text: sqlRevision("b2", after: "a1", ""))),
        ]
        try await tested.with { bench in
            let migrator = try bench.migrator(entries, options: options)
            try await migrator.upgrade()
            let log = try await migrator.log()
            #expect(log.map(\.subject) == ["b2", "a1"])
            let (second, first) = (try #require(log.first), try #require(log.last))
            #expect(second.startedAt > first.startedAt)
        }
    }

    @Test("A non-transactional statement is refused before anything runs")
    func loneStatementIsRefused() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let migrator = try bench.migrator(
                [
                    sqlRevision("a1", "CREATE TABLE a (id int);"),
                    sqlRevision("b2", after: "a1", "CREATE INDEX CONCURRENTLY i ON a (id);"),
                ], options: options)
            let error = await #expect(throws: PlanError.self) { try await migrator.upgrade() }
            let text = try #require(error?.explanation.description)
            #expect(
                text.contains(
                    "revision b2: \"CREATE INDEX CONCURRENTLY i ON a (id)\" commits separately"))
            #expect(try await bench.rows("SELECT to_regclass('athanor_version') IS NULL") == ["true"])
        }
    }
}
