import Athanor
import TestSupport
import Testing

@Suite("The version table holds what a run puts there, and nothing else") struct VersionMoveTests {
    @Test("A row that somebody else has added stops the run, and the revision is rolled back")
    func othersRow() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let other = bench
            let operations: @Sendable (Operations) -> [any MigrationOperation] = { op in
                [
                    op.execute("CREATE TABLE t (id int)"),
                    op.run("let somebody else come between") { _ in
                        try await other.run("INSERT INTO athanor_version VALUES ('elsewhere')")
                    },
                ]
            }
            try await DataRevision.$operations.withValue(operations) {
                let migrator = try bench.migrator([DataRevision.entry])
                let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
                let explanation = try #require(failure?.explanation)
                #expect(explanation.message.contains("the version table was changed during this run"))
                #expect(
                    explanation.notes.map(\.text)
                        == ["With the change of this revision it would hold data, elsewhere."])
                #expect(explanation.state?.contains("Revision data was rolled back") == true)
                #expect(try await migrator.versionRows() == ["elsewhere"])
                #expect(try await bench.rows("SELECT to_regclass('t')") == ["NULL"])
                #expect(try await bench.log() == ["upgrade|data|failed"])
            }
        }
    }

    @Test("A revision cannot move the version table itself", arguments: TestedDatabase.allCases)
    func ownChange(on tested: TestedDatabase) async throws {
        for statement in ["INSERT INTO athanor_version VALUES ('b')", "DELETE FROM athanor_version"] {
            try await tested.with { bench in
                let migrator = try bench.migrator([
                    sqlRevision("a", "CREATE TABLE t (id int);"), sqlRevision("b", after: "a", "\(statement);"),
                ])
                let failure = await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
                #expect(failure?.step.revision == "b")
                #expect(try await migrator.versionRows() == ["a"])
            }
        }
    }

    @Test("Several rows that go and come are each counted", arguments: TestedDatabase.allCases)
    func branches(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator([
                sqlRevision("a", "CREATE TABLE t (id int);"), sqlRevision("b", after: "a", "SELECT 1;"),
                sqlRevision("c", after: "a", "SELECT 1;"), sqlRevision("d", after: "b, c", "SELECT 1;"),
            ])
            try await migrator.upgrade(to: "heads")
            #expect(try await migrator.versionRows() == ["d"])
            try await migrator.stamp(["b", "c"], purge: true)
            #expect(try await migrator.versionRows() == ["b", "c"])
            try await migrator.upgrade()
            #expect(try await migrator.versionRows() == ["d"])
            try await migrator.downgrade(to: "a")
            #expect(try await migrator.versionRows() == ["a"])
        }
    }
}
