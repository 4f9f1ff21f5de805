import Athanor
import AthanorSQLite
import AthanorTesting
import Foundation
import Testing

/// What the record says of materialized views.
@Suite("The record of emulated materialized views")
struct NotedViewsTests {
    @Test("tells when a revision made a view, and how fresh it is to be kept")
    func noted() async throws {
        try await withDatabase { connection in
            let views = connection.module.materializedViews(on: connection)
            #expect(try await views.noted() == [:])
            try await connection.run(connection.module.dialect.creatingMetadataTables(from: nil))
            #expect(try await views.noted() == [:])
            try await connection.migrate(
                """
                CREATE TABLE t (a);
                CREATE MATERIALIZED VIEW kept AS SELECT a FROM t;
                CREATE MATERIALIZED VIEW changed AS SELECT a FROM t;
                CREATE MATERIALIZED VIEW unknown AS SELECT a FROM t;
                CREATE VIEW plain AS SELECT a FROM t;
                """)
            let definition = "SELECT sql FROM sqlite_schema WHERE name = 'athanor_definition_"
            for record in [
                "('Kept', 'materialized view', (\(definition)kept'), '2026-01-02T03:04:05.678Z', 'every 5 minutes')",
                "('changed', 'materialized view', 'CREATE VIEW x AS SELECT 1', '2026-01-02T03:04:05.678Z', NULL)",
                "('gone', 'materialized view', (\(definition)kept'), '2026-01-02T03:04:05.678Z', NULL)",
                "('plain', 'view', 'CREATE VIEW plain AS SELECT a FROM t', '2026-01-02T03:04:05.678Z', NULL)",
            ] { try await connection.query(sql: "INSERT INTO athanor_views VALUES \(record)") }
            let made = Date(timeIntervalSince1970: 1_767_323_045.678)
            let noted = try await views.noted()
            #expect(Set(noted.keys) == ["Kept", "changed"])
            #expect(noted["Kept"]?.target == "every 5 minutes")
            #expect(try abs(#require(noted["Kept"]?.madeAt).timeIntervalSince(made)) < 0.0005)
            #expect(noted["changed"] == NotedView(madeAt: nil, target: nil))
            try await connection.query("UPDATE athanor_format SET version = 3")
            #expect(try await views.noted() == [:])
        }
    }
}
