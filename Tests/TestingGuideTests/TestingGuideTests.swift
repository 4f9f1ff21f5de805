import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@testable import DocumentationExamples

/// The tests that the guide about testing and development shows.
@Suite("Documentation: testing and development")
struct TestingGuideTests {
    @Test("A usage is counted on its day in Tokyo")
    func usagesAreCounted() async throws {
        let revisions = try discoveredRevisions.revisionSet()
        try await TemporaryPostgreSQLDatabase.with(revisions: revisions) { database in
            try await database.withConnection { connection in
                try await connection.query("INSERT INTO message_usages VALUES (3, 8, '2026-11-21 14:59+00', 'west')")
                try await connection.query("REFRESH MATERIALIZED VIEW daily_usage_matview")
                let counts = try await connection.query("SELECT usage_count FROM daily_usage_matview ORDER BY user_id")
                #expect(try counts.map { try $0["usage_count", as: Int.self] } == [1, 2])
            }
        }
    }

    @Test("Every revision can be undone")
    func roundTrip() async throws {
        try await TemporaryPostgreSQLDatabase.with { database in
            try await RoundTrip(database.address, revisions: try discoveredRevisions.revisionSet()).check()
        }
    }

    @Test("The column is added without a default, so the table is not rewritten")
    func regionIsAdded() async throws {
        let sql = try await PostgreSQL().sql { op in
            op.addColumn(.column("region", .text), to: "message_usages")
        }
        #expect(sql == #"ALTER TABLE "message_usages" ADD COLUMN "region" text;"#)
        let undoing = try await PostgreSQL().sql(.downgrade, of: CollectMessageUsagesByRegion_c0de42d1a9b3.self)
        #expect(undoing == "ALTER TABLE message_usages DROP COLUMN region;")
    }

    @Test("In development, the database starts over when a revision was edited")
    func development() async throws {
        try await TemporaryPostgreSQLDatabase.with { database in
            let migrator = database.migrator(try discoveredRevisions.revisionSet())
            try await migrator.markAsDisposable()
            try await startInDevelopment(migrator)
            #expect(try await migrator.pending().isEmpty)
        }
    }

    func startInDevelopment(_ migrator: Migrator) async throws {
        try await migrator.eraseIfEdited()
        try await migrator.upgrade()
    }
}
