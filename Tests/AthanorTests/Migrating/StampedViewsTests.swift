import Athanor
import AthanorTesting
import Foundation
import TestSupport
import Testing

/// What a stamp notes of views that are there already.
@Suite struct StampedViewsTests {
    static let first = sqlRevision(
        "a1",
        """
        CREATE TABLE orders (id integer, price integer);
        -- athanor: refresh every 5m
        CREATE MATERIALIZED VIEW IF NOT EXISTS totals AS SELECT id, sum(price) AS total FROM orders GROUP BY id;
        CREATE MATERIALIZED VIEW "Largest" AS (SELECT max(total) AS total FROM totals) WITH DATA;
        -- athanor: refresh "Largest" after totals
        CREATE VIEW plain (number) AS SELECT id FROM orders;
        """)
    static let second = sqlRevision(
        "b2", after: "a1",
        """
        ALTER MATERIALIZED VIEW totals RENAME TO sums;
        -- athanor: refresh every hour
        CREATE MATERIALIZED VIEW gone AS SELECT 1 AS one;
        DROP MATERIALIZED VIEW gone;
        """)
    static let third = sqlRevision(
        "c3", after: "b2",
        """
        -- athanor: refresh every hour
        CREATE MATERIALIZED VIEW later AS SELECT id FROM orders;
        -- athanor: refresh sums every 2 hours
        """)

    /// A database that has what the revisions make, and nothing of Athanor's beside the views themselves.
    func forget(_ bench: TestBench) async throws {
        if bench.database.dialect.longestIdentifier != nil {
            try await bench.run("DROP SCHEMA athanor CASCADE", "DROP TABLE athanor_version")
        } else {
            for table in MetadataTable.allCases {
                try await bench.run("DROP TABLE IF EXISTS \(bench.database.dialect.name(of: table))")
            }
            try await bench.run("DROP TABLE athanor_version")
        }
    }

    func noted(_ bench: TestBench) async throws -> [String] {
        try await bench.rows(
            """
            SELECT name, refresh FROM \(bench.database.dialect.name(of: .views))
            WHERE refresh IS NOT NULL ORDER BY lower(name)
            """
        ).map { $0.replacing("after public.", with: "after ") }
    }

    func origins(_ bench: TestBench) async throws -> [String] {
        try await ViewInspector(bench.address).views().map { "\($0.view.name.name): \($0.view.origin)" }
            .sorted { $0.lowercased() < $1.lowercased() }
    }

    /// Stamps, and gives what was found.
    func stamp(
        _ bench: TestBench, _ files: [String], _ target: String, purge: Bool = false
    ) async throws -> [String] {
        let events = StampEvents()
        var options = MigratorOptions()
        options.onEvent = { if case .stamped(let views) = $0 { events.add(views) } }
        try await bench.migrator(files, options: options).stamp([.named(target)], purge: purge)
        return events.views.map { view in
            let word =
                switch view.finding {
                case .sameAsRevision: "same"
                case .differs: "differs"
                case .notCompared: "not compared"
                case .missing: "missing"
                case .forgotten: "forgotten"
                }
            return "\(view.view.name): \(word)"
        }.sorted() + events.unknown.map(\.work)
    }

    @Test("A stamp notes targets and origins of views that are there", arguments: TestedDatabase.allCases)
    func noted(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.first]).upgrade()
            let before = (try await noted(bench), try await origins(bench))
            try await forget(bench)
            #expect(try await stamp(bench, [Self.first], "head") == ["Largest: same", "plain: same", "totals: same"])
            #expect(try await noted(bench) == before.0)
            #expect(try await origins(bench) == before.1)
            // Nobody knows when their rows were made.
            let made = try await bench.connected { connection in
                try await bench.database.materializedViews(on: connection).noted().values.compactMap(\.madeAt)
            }
            #expect(made.isEmpty)
        }
    }

    @Test(
        "Names count as they are after all revisions, and what is missing is named", arguments: TestedDatabase.allCases)
    func renamed(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.first, Self.second]).upgrade()
            try await forget(bench)
            let found = try await stamp(bench, [Self.first, Self.second, Self.third], "head")
            #expect(found.contains("later: missing") && !found.contains { $0.hasPrefix("gone") }, "\(found)")
            #expect(try await noted(bench) == ["Largest|after sums", "sums|every 2 hours"])
        }
    }

    @Test("A stamp downward forgets what only later revisions said", arguments: TestedDatabase.allCases)
    func downward(_ tested: TestedDatabase) async throws {
        let files = [Self.first, Self.second, Self.third]
        try await tested.with { bench in
            try await bench.migrator(files).upgrade()
            #expect(try await stamp(bench, files, "b2").contains("later: forgotten"))
            #expect(try await noted(bench) == ["Largest|after sums", "sums|every 5 minutes"])
            #expect(try await origins(bench).contains("later: notByRevision"))
            #expect(try await stamp(bench, files, "head").contains("later: same"))
            #expect(try await noted(bench) == ["Largest|after sums", "later|every 1 hour", "sums|every 2 hours"])
            try await bench.run("UPDATE \(bench.database.dialect.name(of: .views)) SET refresh = NULL")
            #expect(try await stamp(bench, files, "head") == [], "only --purge looks at what was applied before")
            #expect(try await stamp(bench, files, "head", purge: true).contains("later: same"))
            #expect(try await noted(bench) == ["Largest|after sums", "later|every 1 hour", "sums|every 2 hours"])
        }
    }

    @Test("Another definition is said to differ, and its target is noted", arguments: TestedDatabase.allCases)
    func differing(_ tested: TestedDatabase) async throws {
        let other = sqlRevision(
            "a1",
            """
            -- athanor: refresh every 5m
            CREATE MATERIALIZED VIEW "Largest" AS SELECT min(total) AS total FROM totals;
            CREATE MATERIALIZED VIEW totals AS SELECT id, lost FROM orders;
            """)
        try await tested.with { bench in
            try await bench.migrator([Self.first]).upgrade()
            try await forget(bench)
            #expect(try await stamp(bench, [other], "head") == ["Largest: differs", "totals: not compared"])
            #expect(try await noted(bench) == ["Largest|every 5 minutes"])
            #expect(try await origins(bench).contains("Largest: differs"))
        }
    }

    struct Typed: Revision {
        static let revision: RevisionID = "typed"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.createTable("orders", [.column("id", .integer), .column("price", .integer)])
            op.createMaterializedView("totals", as: "SELECT id, price FROM orders", refresh: .every(minutes: 5))
            op.createMaterializedView("prices", as: "SELECT price FROM totals")
            op.setRefreshTarget("prices", to: .after("totals"))
            op.run("fill") { try await $0.query("INSERT INTO orders VALUES (1, 2)") }
        }
    }

    @Test("Operations say the same, and code is named that may do anything", arguments: TestedDatabase.allCases)
    func typed(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let entries = [RevisionEntry(Typed.self, path: "1.swift", message: "")]
            try await bench.migrator(entries).upgrade()
            try await forget(bench)
            let events = StampEvents()
            var options = MigratorOptions()
            options.onEvent = { if case .stamped(let views) = $0 { events.add(views) } }
            try await bench.migrator(entries, options: options).stamp(["head"])
            #expect(events.views.map(\.finding) == [.sameAsRevision, .sameAsRevision])
            #expect(events.unknown == [UnknownViewWork(revision: "typed", work: "run fill")])
            #expect(try await noted(bench) == ["prices|after totals", "totals|every 5 minutes"])
        }
    }

    @Test("A script of a stamp notes targets where the views are there", arguments: TestedDatabase.allCases)
    func script(_ tested: TestedDatabase) async throws {
        let files = [Self.first, Self.second, Self.third]
        try await tested.with { bench in
            try await bench.migrator([Self.first, Self.second]).upgrade()
            try await forget(bench)
            let entries = try files.enumerated().map {
                try RevisionEntry(sql: SourceText(path: "\($0).sql", text: $1))
            }
            let outcome = try bench.client.run(try await bench.offlineMigrator(entries).script(stamping: ["head"]))
            #expect(outcome.exitCode == 0, "\(outcome)")
            #expect((outcome.errors + outcome.output).contains("there is no materialized view later"))
            #expect(try await noted(bench) == ["Largest|after sums", "sums|every 2 hours"])
        }
    }

    @Test("Names are looked up as the revision says on PostgreSQL, and blocks are named")
    func searchPath() async throws {
        let file = sqlRevision(
            "a1",
            """
            SET search_path = tenant;
            -- athanor: refresh every 5m
            CREATE MATERIALIZED VIEW totals AS SELECT id FROM orders;
            DO $$ BEGIN EXECUTE 'CREATE VIEW hidden AS SELECT 1'; END $$;
            """)
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run(
                "CREATE SCHEMA tenant", "CREATE TABLE tenant.orders (id int)",
                "CREATE MATERIALIZED VIEW tenant.totals AS SELECT id FROM tenant.orders",
                "CREATE MATERIALIZED VIEW totals AS SELECT 1 AS id")
            let found = try await stamp(bench, [file], "head")
            #expect(found.first == "totals: same" && found.last?.contains("DO $$ BEGIN") == true, "\(found)")
            let rows = try await bench.rows("SELECT schema, name, refresh FROM athanor.views WHERE refresh IS NOT NULL")
            #expect(rows == ["tenant|totals|every 5 minutes"])
        }
    }
}

/// What stamps found.
final class StampEvents: @unchecked Sendable {
    // The migrator calls one after the other, and the tests read when it has returned.
    private(set) var views: [StampedView] = []
    private(set) var unknown: [UnknownViewWork] = []

    func add(_ stamped: StampedViews) {
        views += stamped.views
        unknown += stamped.unknown
    }
}
