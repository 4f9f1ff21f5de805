import AthanorTesting
import Testing

@testable import Athanor

/// Scripts of directives about materialized views on SQLite, which look at the catalog when they run.
@Suite struct OfflineViewTests {
    struct Views: Revision {
        static let revision: RevisionID = "views"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> [any Athanor.Operation] {
            op.createTable("t", [.column("id", .bigint), .column("a", .text), .primaryKey("id")])
            op.execute("INSERT INTO t (id, a) VALUES (1, '10'), (2, '9')")
            op.createMaterializedView(
                "m", as: "SELECT a, count(*) AS n FROM t GROUP BY a", indexes: [.unique("a", name: "i")])
            op.createView("v", as: "SELECT max(a) AS largest FROM m")
            op.createMaterializedView("w", as: "SELECT * FROM v")
        }
    }

    struct Changed: Revision {
        static let revision: RevisionID = "changed"
        static let downRevisions: [RevisionID] = ["views"]

        func upgrade(_ op: Operations) -> [any Athanor.Operation] {
            op.execute("INSERT INTO t (id, a) VALUES (3, '7')")
            op.replaceMaterializedView(
                "m", as: "SELECT a AS b, count(*) AS n, max(id) AS x FROM t GROUP BY a", renamedColumns: ["a": "b"])
            op.renameMaterializedView("m", to: "it's \"m\"")
            op.renameView("v", to: "u")
            op.alterColumn("t", "a", type: .integer, rename: "number", dependents: .recreate)
            op.execute("INSERT INTO t (id, number) VALUES (4, 100); REFRESH MATERIALIZED VIEW \"it's \"\"m\"\"\"")
        }
    }

    @Test func aScriptLeavesWhatTheRunLeaves() async throws {
        let entries = [
            RevisionEntry(Views.self, path: "Versions/1.swift", message: "views"),
            RevisionEntry(Changed.self, path: "Versions/2.swift", message: "changed"),
        ]
        try await TestedDatabase.sqlite.with { online in
            try await TestedDatabase.sqlite.with { offline in
                try await online.migrator(entries).upgrade()
                for range in ["views", "views:changed"] {
                    let script = try await offline.offlineMigrator(entries).script(.upgrade, range)
                    let outcome = try offline.client.run(script)
                    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
                    #expect(outcome.output.isEmpty, "\(outcome.output)")
                }
                #expect(try offline.client.contents() == online.client.contents())
                for bench in [online, offline] {
                    #expect(
                        try await bench.rows("SELECT b FROM \"it's \"\"m\"\"\" ORDER BY b") == ["7", "9", "10", "100"])
                    #expect(try await bench.rows("SELECT largest FROM u") == ["100"])
                    #expect(try await bench.rows("SELECT largest FROM w") == ["10"])
                }
            }
        }
    }
}
