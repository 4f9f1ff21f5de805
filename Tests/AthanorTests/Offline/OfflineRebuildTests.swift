import AthanorTesting
import TestSupport
import Testing

@testable import Athanor

/// Scripts of operations that look at the catalog when they run: on SQLite, a table that is rebuilt.
@Suite struct OfflineRebuildTests {
    struct Tables: Revision {
        static let revision: RevisionID = "tables"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.createTable(
                "a \"b\" 日本",
                [
                    .column("id", .bigint, identity: .byDefault), .column("n", .text),
                    .column("m", .text, default: "it's"), .primaryKey("id"),
                ])
            op.createTable(
                "child",
                [
                    .column("id", .bigint), .primaryKey("id"), .column("up", .bigint),
                    .foreignKey("up", references: "a \"b\" 日本", ["id"], onDelete: .cascade),
                ])
            op.createIndex(.index(.expression("lower(m)"), name: "by m"), on: "a \"b\" 日本")
            op.execute(
                """
                INSERT INTO "a ""b"" 日本" (id, n) VALUES (1, '10'), (7, '70'), (9, NULL);
                INSERT INTO child VALUES (1, 7);
                DELETE FROM "a ""b"" 日本" WHERE id = 9;
                """)
        }
    }

    struct Altered: Revision {
        static let revision: RevisionID = "altered"
        static let downRevisions: [RevisionID] = ["tables"]

        func upgrade(_ op: Operations) -> OperationList {
            op.alterColumn(
                "n", of: "a \"b\" 日本", .type(.integer, using: "CAST(n AS integer) + 1"), .notNull, .rename(to: "number")
            )
            op.addConstraint(.check("number > 0"), on: "a \"b\" 日本")
            op.dropColumn("m", from: "a \"b\" 日本", dependents: .cascade)
            op.addColumn(.column("note", .text), to: "child")
            op.validateConstraint("a \"b\" 日本_check", on: "a \"b\" 日本")
        }
    }

    @Test("A script with rebuilds leaves the same database as the run", arguments: TestedDatabase.allCases)
    func scriptEqualsTheRun(_ tested: TestedDatabase) async throws {
        let entries = [
            RevisionEntry(Tables.self, path: "Versions/1.swift", message: "tables"),
            RevisionEntry(Altered.self, path: "Versions/2.swift", message: "altered"),
        ]
        try await tested.with { online in
            try await tested.with { offline in
                try await online.migrator(entries).upgrade()
                for range in ["tables", "tables:altered"] {
                    let script = try await offline.offlineMigrator(entries).script(.upgrade, .named(range))
                    let outcome = try offline.client.run(script)
                    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
                    #expect(outcome.output.isEmpty, "\(outcome.output)")
                    #expect(!script.contains("EXPLAIN"))
                }
                let expected = try online.client.contents()
                #expect(try offline.client.contents() == expected)
                #expect(expected.contains("number"))
                #expect(try await offline.rows("SELECT up FROM child") == ["7"])
            }
        }
    }
}
