import Athanor
import AthanorTesting
import ServiceLifecycle
import Testing

@testable import DocumentationExamples

/// Runs the Swift that the README and the guides show.
@Suite("Documentation: Swift")
struct DocumentationExampleTests {
    @Test("A revision that needs an argument and reads a file goes up, down and up again")
    func throwingRevision() async throws {
        let revisions = try OperationGuideTests.revisions(Regions.self, FirstRegions_5eedc0de4a11.self)
        try await TemporaryPostgreSQLDatabase.with { database, _ in
            let options = MigratorOptions(arguments: ["tenant": "acme"])
            try await RoundTrip(database.address, revisions: revisions, options: options).check()
            await #expect(throws: PlanError.self) {
                try await Migrator(database.address, revisions: revisions).downgrade(to: .steps(-1))
            }
        }
    }

    @Test("Every revision can be undone")
    func roundTrip() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, _ in
            try await RoundTrip(database.address, revisions: try discoveredRevisions.revisionSet()).check()
        }
    }

    @Test("Values are bound, and rows are read by type")
    func valuesAndRows() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await connection.query("CREATE TABLE accounts (id int, email text, region text)")
            try await connection.query("INSERT INTO accounts VALUES (1, 'ada@example.org', 'east')")
            #expect(try await Accounts.lines(of: "east", on: connection) == ["1 ada@example.org east"])
            #expect(try await Accounts.lines(of: "' OR true --", on: connection) == [])
        }
    }

    @Test("A server that starts finds its database up to date, and code refreshes views")
    func fromCode() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, connection in
            try await ServerCode.start(databaseURL: database.url.textWithPassword)
            let regions = try await connection.query("SELECT region FROM message_usages ORDER BY id")
            #expect(try regions.map { try $0["region", as: String.self] } == ["west", "east"])
            try await connection.query("CREATE MATERIALIZED VIEW user_usage AS SELECT user_id FROM message_usages")
            try await connection.query("INSERT INTO message_usages VALUES (3, 9, now())")
            try await ServerCode.refresh(databaseURL: database.url.textWithPassword)
            #expect(try await connection.query("SELECT user_id FROM user_usage").count == 3)
        }
    }

    @Test("A server keeps its views fresh beside its other work")
    func service() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, connection in
            try await connection.query("CREATE TABLE usages AS SELECT 7 AS user_id")
            try await connection.query("CREATE MATERIALIZED VIEW user_usage AS SELECT user_id FROM usages")
            try await connection.query("INSERT INTO usages VALUES (8)")
            let server = Server {
                while try await connection.query("SELECT user_id FROM user_usage").count < 2 {
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            // A group ends with an error when one of its services ends.
            await #expect(throws: ServiceGroupError.self) {
                try await ServerCode.serve(databaseURL: database.url.textWithPassword, beside: server)
            }
            #expect(try await connection.query("SELECT user_id FROM user_usage").count == 2)
        }
    }

    /// Stands for somebody's server.
    private struct Server: Service {
        let work: @Sendable () async throws -> Void

        func run() async throws { try await work() }
    }
}
