import AthanorSQLite
import TestSupport
import Testing

@testable import Athanor

/// Whose a view is after work of revisions that makes its text another one, on both databases.
@Suite struct ViewOwnershipTests {
    private struct Start: Revision {
        static let revision: RevisionID = "start"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.execute("CREATE TABLE t (id integer, n integer)")
            op.execute("INSERT INTO t VALUES (1, 1)")
            op.createMaterializedView("m", as: "SELECT id, n FROM t")
            op.execute("CREATE VIEW kept AS SELECT id, n FROM t")
            op.execute("CREATE VIEW changed AS SELECT id FROM t")
            op.createMaterializedView("follower", as: "SELECT count(*) AS c FROM m")
            op.execute("-- athanor: refresh follower every 1 hour")
        }
    }

    private struct Next: Revision {
        static let revision: RevisionID = "next"
        static let downRevisions: [RevisionID] = ["start"]

        func upgrade(_ op: Operations) -> OperationList {
            switch op.arguments["do"] {
            case "column in SQL": op.execute("ALTER TABLE t RENAME COLUMN id TO number")
            case "table in SQL": op.execute("ALTER TABLE t RENAME TO u")
            case "column": op.alterColumn("id", of: "t", .rename(to: "number"))
            case "table": op.renameTable("t", to: "u")
            case "around":
                op.alteringAround("t", columns: ["id"]) { op.alterColumn("id", of: "t", .type(.bigint)) }
            case "around with a rename":
                if op.databaseKind == .sqlite {
                    op.alteringAround("t", columns: ["id"]) {
                        op.alterColumn("id", of: "t", .type(.bigint))
                        op.alterColumn("id", of: "t", .rename(to: "number"))
                    }
                } else {
                    // PostgreSQL makes the views again by their texts, which have the old name.
                    op.alteringAround("t", columns: ["id"]) { op.alterColumn("id", of: "t", .type(.bigint)) }
                    op.alterColumn("id", of: "t", .rename(to: "number"))
                }
            case "view": op.renameMaterializedView("m", to: "m_2")
            case "plain views":
                op.renameView("hand", to: "hand_2")
                op.renameView("hand_2", to: "hand")
                op.renameView("kept", to: "kept_2")
                op.renameView("kept_2", to: "kept")
                op.execute("ALTER TABLE t RENAME COLUMN id TO number")
            case "side by side":
                op.replaceMaterializedView("m", as: "SELECT id, n, 1 AS c FROM t", strategy: .sideBySide)
            case "in place":
                op.replaceMaterializedView("m", as: "SELECT id, n, 1 AS c FROM t", strategy: .inPlace)
            case "made again":
                op.execute("DROP VIEW hand")
                op.execute("CREATE VIEW hand AS SELECT n FROM m")
                op.execute("ALTER TABLE t RENAME COLUMN n TO number")
            case "made again with the same text":
                op.execute("DROP VIEW hand")
                op.execute("CREATE VIEW hand AS SELECT id FROM m")
            case "replaced":
                op.replaceView(ViewDefinition("hand", as: "SELECT id, id AS again FROM m"))
                op.execute("ALTER TABLE t RENAME COLUMN n TO number")
            case "made again around":
                op.alteringAround("t", columns: ["id"]) {
                    op.execute("DROP VIEW other")
                    op.alterColumn("id", of: "t", .type(.bigint))
                    op.execute("CREATE VIEW other AS SELECT 2 AS two")
                }
            default: op.execute("SELECT 1")
            }
        }
    }

    private func migrator(_ bench: TestBench, _ what: String) throws -> Migrator {
        var options = MigratorOptions()
        options.arguments = ["do": what]
        return try bench.migrator(
            [
                RevisionEntry(Start.self, path: "1.swift", message: ""),
                RevisionEntry(Next.self, path: "2.swift", message: ""),
            ], options: options)
    }

    private func origins(_ bench: TestBench) async throws -> [String: DefinitionOrigin] {
        let views = try await ViewInspector(bench.address).views()
        return Dictionary(uniqueKeysWithValues: views.map { ($0.view.name.name, $0.view.origin) })
    }

    /// Views of somebody: one over a materialized view, one over the table, and one of the revisions' that was changed.
    private func makeByHand(_ bench: TestBench) async throws {
        try await bench.run(
            "CREATE VIEW hand AS SELECT id FROM m", "CREATE VIEW over_table AS SELECT id, n FROM t",
            "CREATE VIEW other AS SELECT 1 AS one",
            "DROP VIEW changed", "CREATE VIEW changed AS SELECT id, 'x' AS x FROM t")
    }

    @Test(
        "A view made by hand stays nobody's, a changed one changed, and a revision's the revision's, whatever is renamed",
        arguments: TestedDatabase.allCases,
        [
            "column in SQL", "table in SQL", "column", "table", "around", "around with a rename", "view", "plain views",
            "side by side", "in place",
        ])
    func stays(_ tested: TestedDatabase, _ what: String) async throws {
        try await tested.with { bench in
            let migrator = try migrator(bench, what)
            try await migrator.upgrade(to: "start")
            try await makeByHand(bench)
            try await migrator.upgrade()
            var origins = try await origins(bench)
            if what == "view" { origins["m"] = origins.removeValue(forKey: "m_2") }
            #expect(
                origins == [
                    "m": .sameAsRevisions, "kept": .sameAsRevisions, "follower": .sameAsRevisions, "changed": .differs,
                    "hand": .notByRevision, "over_table": .notByRevision, "other": .notByRevision,
                ])
        }
    }

    @Test(
        "A view that was made by hand and that a revision makes again is the revision's, renamed after that or not",
        arguments: TestedDatabase.allCases,
        [
            ("made again", "hand"), ("made again with the same text", "hand"), ("replaced", "hand"),
            ("made again around", "other"),
        ])
    func madeAgain(_ tested: TestedDatabase, _ case: (what: String, view: String)) async throws {
        try await tested.with { bench in
            let migrator = try migrator(bench, `case`.what)
            try await migrator.upgrade(to: "start")
            try await makeByHand(bench)
            try await migrator.upgrade()
            let origins = try await origins(bench)
            #expect(origins[`case`.view] == .sameAsRevisions)
            #expect(origins["over_table"] == .notByRevision && origins["changed"] == .differs)
        }
    }

    @Test(
        "Views that were filled with a replacement are fresh, whichever way it went",
        arguments: TestedDatabase.allCases,
        ["side by side", "in place", "around"])
    func fresh(_ tested: TestedDatabase, _ what: String) async throws {
        try await tested.with { bench in
            let (log, views) = (bench.database.dialect.name(of: .log), bench.database.dialect.name(of: .views))
            let migrator = try migrator(bench, what)
            try await migrator.upgrade(to: "start")
            let refresher = ViewRefresher(bench.address)
            _ = try await refresher.refresh(RefreshRequest(.all))
            // As if that had been long ago.
            try await bench.run(
                "UPDATE \(log) SET started_at = '2020-01-01T00:00:00.000Z'",
                "UPDATE \(views) SET noted_at = '2020-01-01T00:00:00.000Z'")
            #expect(try await refresher.freshness().stale.map(\.view.name) == ["follower"])
            try await migrator.upgrade()
            let freshness = try await refresher.freshness()
            #expect(freshness.stale.isEmpty)
            #expect(freshness.views.allSatisfy { !$0.isChangedElsewhere })
            #expect(try await refresher.plan(RefreshRequest(.stale)).views.isEmpty)
        }
    }
}
