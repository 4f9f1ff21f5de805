import Athanor
import AthanorTesting
import Foundation
import TestSupport
import Testing

/// What the record of views says about how fresh they are to be kept, on both databases.
@Suite struct RecordedTargetTests {
    static let start = sqlRevision(
        "a1",
        """
        CREATE TABLE orders (id integer, price integer);
        -- athanor: refresh every 5m
        CREATE MATERIALIZED VIEW totals AS SELECT id, sum(price) AS total FROM orders GROUP BY id;
        CREATE UNIQUE INDEX totals_key ON totals (id);
        CREATE MATERIALIZED VIEW "Largest" AS SELECT max(total) AS total FROM totals;
        -- athanor: refresh "Largest" after totals
        """,
        down: "DROP MATERIALIZED VIEW \"Largest\"; DROP MATERIALIZED VIEW totals; DROP TABLE orders;")

    /// How a target after the view of a name is noted.
    private func after(_ name: String, _ tested: TestedDatabase) -> String {
        tested == .sqlite ? "after \(name)" : "after public.\(name)"
    }

    private func noted(_ bench: TestBench) async throws -> [String] {
        try await bench.rows(
            """
            SELECT name, refresh FROM \(bench.database.dialect.name(of: .views))
            WHERE kind = 'materialized view' ORDER BY lower(name)
            """)
    }

    private static let longAgo = "2020-01-01T00:00:00.000Z"

    /// Makes all views old, so that newer ones can be told from them.
    private func age(_ bench: TestBench) async throws {
        try await bench.run("UPDATE \(bench.database.dialect.name(of: .views)) SET noted_at = '\(Self.longAgo)'")
    }

    /// The views that have been made since.
    private func madeSince(_ bench: TestBench) async throws -> [String] {
        let dialect = bench.database.dialect
        return try await bench.rows(
            """
            SELECT name FROM \(dialect.name(of: .views))
            WHERE \(dialect.iso8601("noted_at")) <> '\(Self.longAgo)' ORDER BY lower(name)
            """)
    }

    @Test("Comments in SQL say how fresh views are to be kept", arguments: TestedDatabase.allCases)
    func created(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator([Self.start])
            try await migrator.upgrade()
            #expect(try await noted(bench) == ["Largest|\(after("totals", tested))", "totals|every 5 minutes"])
            try await migrator.downgrade(to: "base")
            #expect(try await noted(bench) == [])
        }
    }

    @Test("A script notes what a run notes", arguments: TestedDatabase.allCases)
    func script(_ tested: TestedDatabase) async throws {
        let next = sqlRevision(
            "b2", after: "a1",
            """
            ALTER MATERIALIZED VIEW totals RENAME TO sums;
            -- athanor: refresh every hour
            CREATE OR REPLACE MATERIALIZED VIEW "Largest" AS SELECT max(total) AS total, 1 AS one FROM sums;
            """)
        try await tested.with { bench in
            let entries = try [Self.start, next].enumerated().map {
                try RevisionEntry(sql: SourceText(path: "\($0).sql", text: $1))
            }
            for range in ["base:a1", "a1:b2"] {
                let script = try await bench.offlineMigrator(entries).script(.upgrade, .named(range))
                let outcome = try bench.client.run(script)
                #expect(outcome.exitCode == 0 && outcome.errors == "", "\(outcome)")
                #expect(outcome.output == "")
            }
            #expect(try await noted(bench) == ["Largest|every 1 hour", "sums|every 5 minutes"])
            let orphan = sqlRevision("c3", after: "b2", "-- athanor: refresh nowhere manual")
            let script = try await bench.offlineMigrator(
                entries + [try RevisionEntry(sql: SourceText(path: "3.sql", text: orphan))]
            ).script(.upgrade, "b2:c3")
            let outcome = try bench.client.run(script)
            #expect(outcome.exitCode != 0 && outcome.errors.contains("there is no materialized view nowhere"))
        }
    }

    @Test(
        "A target goes with its view when that is renamed, and so does what follows it",
        arguments: TestedDatabase.allCases)
    func renamed(_ tested: TestedDatabase) async throws {
        let next = sqlRevision(
            "b2", after: "a1",
            "ALTER MATERIALIZED VIEW totals RENAME TO \"Sums\"; ALTER TABLE orders RENAME TO purchases;",
            down: "ALTER TABLE purchases RENAME TO orders; ALTER MATERIALIZED VIEW \"Sums\" RENAME TO totals;")
        try await tested.with { bench in
            try await bench.migrator([Self.start]).upgrade()
            try await age(bench)
            let migrator = try bench.migrator([Self.start, next])
            try await migrator.upgrade()
            #expect(try await noted(bench) == ["Largest|\(after("\"Sums\"", tested))", "Sums|every 5 minutes"])
            // Their rows are no newer than before.
            #expect(try await madeSince(bench) == [])
            let origins = try await ViewInspector(bench.address).views().map(\.view.origin)
            #expect(origins == [.sameAsRevisions, .sameAsRevisions])
            try await migrator.downgrade(to: "a1")
            #expect(try await noted(bench) == ["Largest|\(after("totals", tested))", "totals|every 5 minutes"])
            #expect(try await madeSince(bench) == [])
        }
    }

    @Test("A view that is replaced keeps its target, and has newer rows", arguments: TestedDatabase.allCases)
    func replaced(_ tested: TestedDatabase) async throws {
        let next = sqlRevision(
            "b2", after: "a1",
            """
            CREATE OR REPLACE MATERIALIZED VIEW totals AS
                SELECT id, sum(price) AS total, count(*) AS n FROM orders GROUP BY id;
            """)
        try await tested.with { bench in
            try await bench.migrator([Self.start]).upgrade()
            let before = try await noted(bench)
            try await age(bench)
            try await bench.migrator([Self.start, next]).upgrade()
            #expect(try await noted(bench) == before)
            #expect(try await madeSince(bench).contains("totals"))
        }
    }

    @Test("A view that is dropped and made again is another one", arguments: TestedDatabase.allCases)
    func dropped(_ tested: TestedDatabase) async throws {
        let next = sqlRevision(
            "b2", after: "a1",
            """
            DROP MATERIALIZED VIEW "Largest";
            DROP MATERIALIZED VIEW totals;
            CREATE MATERIALIZED VIEW totals AS SELECT id, sum(price) AS total FROM orders GROUP BY id;
            """)
        try await tested.with { bench in
            try await bench.migrator([Self.start]).upgrade()
            try await age(bench)
            try await bench.migrator([Self.start, next]).upgrade()
            #expect(try await noted(bench) == ["totals|NULL"])
            #expect(try await madeSince(bench) == ["totals"])
        }
    }

    struct Views: Revision {
        static let revision: RevisionID = "views"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) throws -> OperationList {
            op.createTable("orders", [.column("id", .integer), .column("price", .integer)])
            op.createMaterializedView(
                "totals", as: "SELECT id, price FROM orders",
                refresh: .cron(try CronSchedule("0 4 * * *", timeZone: "Asia/Tokyo"))
            )
            op.createMaterializedView("prices", as: "SELECT price FROM totals")
        }

        func downgrade(_ op: Operations) -> OperationList {
            op.dropMaterializedView("prices")
            op.dropMaterializedView("totals")
            op.dropTable("orders")
        }
    }

    struct Targets: Revision {
        static let revision: RevisionID = "targets"
        static let downRevisions: [RevisionID] = ["views"]

        func upgrade(_ op: Operations) throws -> OperationList {
            op.setRefreshTarget(
                "totals", to: .every(minutes: 5), was: .cron(try CronSchedule("0 4 * * *", timeZone: "Asia/Tokyo")))
            op.setRefreshTarget("prices", to: .after("totals"), was: .manual)
        }
    }

    struct Blind: Revision {
        static let revision: RevisionID = "blind"
        static let downRevisions: [RevisionID] = ["targets"]

        func upgrade(_ op: Operations) -> OperationList {
            op.setRefreshTarget("prices", to: nil)
        }
    }

    struct Wrong: Revision {
        static let revision: RevisionID = "wrong"
        static let downRevisions: [RevisionID] = ["views"]

        func upgrade(_ op: Operations) -> OperationList {
            if let target = op.arguments["target"].flatMap({ try? FreshnessTarget(parsing: $0) }) {
                op.setRefreshTarget(QualifiedName(schema: nil, name: op.arguments["view"] ?? "totals"), to: target)
            } else {
                op.createMaterializedView("late", as: "SELECT 1 AS a", refresh: .every(.milliseconds(1500)))
            }
        }
    }

    @Test("Operations say how fresh views are to be kept, and take it back", arguments: TestedDatabase.allCases)
    func operations(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator([
                RevisionEntry(Views.self, path: "1.swift", message: ""),
                RevisionEntry(Targets.self, path: "2.swift", message: ""),
                RevisionEntry(Blind.self, path: "3.swift", message: ""),
            ])
            try await migrator.upgrade(to: "views")
            #expect(try await noted(bench) == ["prices|NULL", "totals|cron 0 4 * * * Asia/Tokyo"])
            try await migrator.upgrade(to: "targets")
            #expect(try await noted(bench) == ["prices|\(after("totals", tested))", "totals|every 5 minutes"])
            try await migrator.downgrade(to: "views")
            #expect(try await noted(bench) == ["prices|manual", "totals|cron 0 4 * * * Asia/Tokyo"])
            try await migrator.upgrade()
            #expect(try await noted(bench) == ["prices|NULL", "totals|every 5 minutes"])
            let error = await #expect(throws: (any Error).self) { try await migrator.downgrade(to: "targets") }
            #expect(error.map { "\($0)".contains("give it with `was:`") } == true)
            try await bench.migrator([
                RevisionEntry(Views.self, path: "1.swift", message: ""),
                RevisionEntry(Targets.self, path: "2.swift", message: ""),
            ]).stamp(["targets"])
            try await migrator.downgrade(to: "base")
            #expect(try await noted(bench) == [])
        }
    }

    @Test(
        "What cannot be kept is refused before anything runs, and a view that is not there when it runs",
        arguments: TestedDatabase.allCases)
    func refused(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([RevisionEntry(Views.self, path: "1.swift", message: "")]).upgrade()
            for (arguments, message) in [
                ([:], "whole seconds"), (["target": "after totals"], "after itself"),
                (["target": "manual", "view": "total"], "there is no materialized view"),
            ] {
                let error = try await #require(throws: (any Error).self) {
                    var options = MigratorOptions()
                    options.arguments = arguments
                    try await bench.migrator(
                        [
                            RevisionEntry(Views.self, path: "1.swift", message: ""),
                            RevisionEntry(Wrong.self, path: "2.swift", message: ""),
                        ], options: options
                    ).upgrade()
                }
                #expect("\(error)".contains(message), "\(error)")
            }
            #expect(try await noted(bench) == ["prices|NULL", "totals|cron 0 4 * * * Asia/Tokyo"])
        }
    }

    @Test("A view that nobody noted gets a row that says nothing of its definition", arguments: TestedDatabase.allCases)
    func byHand(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.start]).upgrade()
            // On SQLite, only revisions make materialized views; what is taken out of the record has been noted by nobody.
            try await bench.run("DELETE FROM \(bench.database.dialect.name(of: .views)) WHERE name = 'totals'")
            let next = sqlRevision(
                "b2", after: "a1", "-- athanor: refresh totals manual\nALTER MATERIALIZED VIEW totals RENAME TO sums;")
            try await bench.migrator([Self.start, next]).upgrade()
            #expect(try await noted(bench).last == "sums|manual")
            let inspector = ViewInspector(bench.address)
            #expect(try await inspector.view("sums").view.origin == .notByRevision)
            let last = sqlRevision(
                "c3", after: "b2",
                "CREATE OR REPLACE MATERIALIZED VIEW sums AS SELECT id, max(price) AS total FROM orders GROUP BY id")
            try await bench.migrator([Self.start, next, last]).upgrade()
            #expect(try await noted(bench).last == "sums|manual")
            #expect(try await inspector.view("sums").view.origin == .sameAsRevisions)
        }
    }

    @Test("Another operation is another part of a revision that is taken up again", arguments: TestedDatabase.allCases)
    func content(_ tested: TestedDatabase) throws {
        func content(_ target: String) throws -> String {
            let script = SourceText(path: "1.sql", text: "-- athanor: refresh v \(target)")
            return try ExecuteSQL(script: script.all).lower(for: tested.database).map { step in
                switch step.content {
                case .statement(let lowered): lowered.statement.text
                case .resolvedWhenRun(let resolved): resolved.content
                default: ""
                }
            }.joined()
        }
        #expect(try content("every 5 minutes") != content("every 6 minutes"))
    }
}
