import TestSupport
import Testing

@testable import Athanor

@Suite("States: revisions on a scratch database")
struct ReplayedRevisionsTests {
    private static let first = sqlRevision("a", "CREATE TABLE t (id int);", down: "DROP TABLE t;")
    private static let second = sqlRevision("b", after: "a", "ALTER TABLE t ADD COLUMN name text;")

    private static func history(_ files: String...) throws -> RevisionSet {
        try RevisionSet(
            files.enumerated().map { try RevisionEntry(sql: SourceText(path: "versions/\($0).sql", text: $1)) })
    }

    @Test("They give the schema that a file describes, without Athanor's tables", arguments: TestedDatabase.allCases)
    func replay(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let states = StateBench(bench: bench)
            let history = try Self.history(Self.first, Self.second)
            let all = try await states.read(.revisions(["b"], of: history))
            let file = try await states.read("CREATE TABLE t (id int); ALTER TABLE t ADD COLUMN name text;")
            #expect(all.contents == file.contents && all.contents != nil)
            let earlier = try await states.read(.revisions(["a"], of: history))
            #expect(earlier.contents != all.contents)
            #expect(try await states.read(.revisions([], of: history)).contents == nil)
        }
    }

    @Test("A database is read without them", arguments: TestedDatabase.allCases)
    func database(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let states = StateBench(bench: bench)
            let history = try Self.history(Self.first)
            try await Migrator(bench.address, revisions: history).upgrade()
            let database = try await states.read(.database(bench.address, ConnectionOptions()))
            #expect(database.contents == (try await states.read(.revisions(["a"], of: history)).contents))
        }
    }

    @Test("A failing one is explained without the state of a database that is kept", arguments: TestedDatabase.allCases)
    func failure(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let states = StateBench(bench: bench)
            let history = try Self.history(
                Self.first, sqlRevision("b", after: "a", "ALTER TABLE u ADD COLUMN name text;"))
            let error = await #expect(throws: ReplayFailure.self) {
                _ = try await states.read(.revisions(["b"], of: history))
            }
            let explanation = try #require(error).explanation
            #expect(explanation.place?.source.path == "versions/1.sql")
            #expect(explanation.state?.contains("It ran on a scratch database") == true)
        }
    }
}
