import AthanorTesting
import Foundation
import TestSupport
import Testing

@testable import Athanor

/// What is said of views, on both databases.
@Suite struct ViewInspectorTests {
    static let start = sqlRevision(
        "a1",
        """
        CREATE TABLE orders (id integer, price integer);
        CREATE VIEW cheap AS SELECT id, price AS price FROM orders WHERE price BETWEEN 1 AND 9;
        CREATE MATERIALIZED VIEW totals AS SELECT id, sum(price) AS total FROM cheap GROUP BY id;
        CREATE UNIQUE INDEX totals_key ON totals (id);
        """,
        down: "DROP MATERIALIZED VIEW totals; DROP VIEW cheap; DROP TABLE orders;")

    private func origins(_ bench: TestBench) async throws -> [String: DefinitionOrigin] {
        let views = try await ViewInspector(bench.address).views()
        return Dictionary(uniqueKeysWithValues: views.map { ($0.view.name.name, $0.view.origin) })
    }

    private func noted(_ bench: TestBench) async throws -> [String] {
        try await bench.rows("SELECT kind, name FROM \(bench.database.dialect.name(of: .views)) ORDER BY name")
    }

    @Test(
        "A list says of each view what it is, where it comes from and what reads it", arguments: TestedDatabase.allCases
    )
    func list(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.start]).upgrade()
            try await bench.run("INSERT INTO orders VALUES (1, 5)", "CREATE VIEW by_hand AS SELECT total FROM totals")
            let inspector = ViewInspector(bench.address)
            let views = try await inspector.views(exact: true)
            #expect(views.map(\.view.name.name) == ["by_hand", "cheap", "totals"])
            #expect(views.map(\.view.origin) == [.notByRevision, .sameAsRevisions, .sameAsRevisions])
            #expect(views.map { $0.readers.map(\.name.name) } == [[], ["totals", "by_hand"], ["by_hand"]])
            #expect(views.map { $0.view.materialized?.rows } == [nil, nil, .exact(0)])
            #expect(views.last?.view.materialized?.uniqueKey == .usable(index: "totals_key", columns: ["id"]))
            #expect(views.last?.view.indexes.map(\.name) == ["totals_key"])
            #expect(Set(views.map(\.view.fingerprint)).count == 3 && !views.map(\.view.fingerprint).contains(nil))
            #expect(views.map(\.lastRefresh) == [.never, .never, .never])
        }
    }

    @Test("A view that somebody changed differs, until a revision makes it again", arguments: TestedDatabase.allCases)
    func changedByHand(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.start]).upgrade()
            let drop = tested == .sqlite ? "DROP VIEW athanor_definition_totals" : "DROP MATERIALIZED VIEW totals"
            let make =
                tested == .sqlite
                ? "CREATE VIEW athanor_definition_totals (id, \"total\")" : "CREATE MATERIALIZED VIEW totals"
            try await bench.run(drop, "\(make) AS SELECT id, max(price) AS total FROM cheap GROUP BY id")
            #expect(try await origins(bench) == ["cheap": .sameAsRevisions, "totals": .differs])
            try await bench.run(drop, "\(make) AS SELECT id,\n sum( price ) /* all */ AS TOTAL FROM cheap GROUP BY id")
            #expect(try await origins(bench)["totals"] == .sameAsRevisions)
            try await bench.run(drop, "\(make) AS SELECT 7 AS id, 8 AS total")
            #expect(try await origins(bench)["totals"] == .differs)
            let again = sqlRevision(
                "b2", after: "a1",
                "DROP MATERIALIZED VIEW totals; CREATE MATERIALIZED VIEW totals AS SELECT 8 AS id;")
            try await bench.migrator([Self.start, again]).upgrade()
            #expect(try await origins(bench)["totals"] == .sameAsRevisions)
        }
    }

    @Test("What a revision renames is still what the revisions made", arguments: TestedDatabase.allCases)
    func renames(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let renames = sqlRevision(
                "b2", after: "a1",
                """
                ALTER TABLE orders RENAME COLUMN price TO amount;
                ALTER TABLE orders RENAME TO sales;
                """, down: "ALTER TABLE sales RENAME TO orders; ALTER TABLE orders RENAME COLUMN amount TO price;")
            let migrator = try bench.migrator([Self.start, renames])
            try await migrator.upgrade()
            #expect(try await origins(bench) == ["cheap": .sameAsRevisions, "totals": .sameAsRevisions])
            try await migrator.downgrade(to: "a1")
            #expect(try await origins(bench) == ["cheap": .sameAsRevisions, "totals": .sameAsRevisions])
            try await migrator.downgrade(to: "base")
            #expect(try await noted(bench) == [])
        }
    }

    struct Typed: Revision {
        static let revision: RevisionID = "typed"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.createTable("orders", [.column("id", .integer)])
            op.createView("plain", as: "SELECT id FROM orders")
            op.createMaterializedView("kept \"and\" 日本 🦊", as: "SELECT id FROM plain")
            op.createView("old", as: "SELECT 1 AS a")
            op.renameView("old", to: "new")
            op.run("one by code") { try await $0.query("CREATE VIEW coded AS SELECT 2 AS a") }
            op.createView("gone", as: "SELECT 3 AS a")
            op.dropView("gone")
        }
    }

    @Test("Typed operations and code are noted like SQL", arguments: TestedDatabase.allCases)
    func typedDirectives(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([RevisionEntry(Typed.self, path: "Versions/1.swift", message: "typed")]).upgrade()
            #expect(
                try await noted(bench) == [
                    "view|coded", "materialized view|kept \"and\" 日本 🦊", "view|new", "view|plain",
                ])
            #expect(Set(try await origins(bench).values) == [.sameAsRevisions])
        }
    }

    @Test(
        "Revisions that share a transaction, and parts of one that do not, are all noted",
        arguments: TestedDatabase.allCases)
    func transactions(_ tested: TestedDatabase) async throws {
        let parts = sqlRevision(
            "b2", after: "a1", "CREATE VIEW early AS SELECT 1 AS a; VACUUM; CREATE VIEW late AS SELECT 2 AS a;")
        let next = sqlRevision("b2", after: "a1", "CREATE VIEW later AS SELECT 1 AS a;")
        try await tested.with { bench in
            try await bench.migrator([Self.start, parts]).upgrade()
            #expect(try await noted(bench) == ["view|cheap", "view|early", "view|late", "materialized view|totals"])
        }
        try await tested.with { bench in
            try await bench.migrator([Self.start, next], options: MigratorOptions(transactionPerMigration: false))
                .upgrade()
            #expect(try await noted(bench) == ["view|cheap", "view|later", "materialized view|totals"])
            #expect(Set(try await origins(bench).values) == [.sameAsRevisions])
        }
    }

    @Test("A revision that fails leaves the record as it was", arguments: TestedDatabase.allCases)
    func failure(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let failing = sqlRevision("b2", after: "a1", "CREATE VIEW lost AS SELECT 1 AS a; SELECT * FROM nowhere;")
            await #expect(throws: MigrationFailure.self) { try await bench.migrator([Self.start, failing]).upgrade() }
            let noted = try await noted(bench)
            #expect(noted == ["view|cheap", "materialized view|totals"])
        }
    }

    @Test(
        "Tables of the format before get the record, and views that were there are nobody's",
        arguments: TestedDatabase.allCases)
    func olderFormat(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.start]).upgrade()
            let dialect = bench.database.dialect
            try await OldMetadataTables.replacePresent(in: bench, by: 2, on: tested)
            #expect(try await origins(bench) == ["cheap": .notByRevision, "totals": .notByRevision])
            let next = sqlRevision("b2", after: "a1", "CREATE VIEW later AS SELECT 1 AS a;")
            try await bench.migrator([Self.start, next]).upgrade()
            #expect(
                try await bench.rows("SELECT version FROM \(dialect.name(of: .format))")
                    == ["\(MetadataTable.currentFormat)"])
            #expect(try await noted(bench) == ["view|later"])
        }
    }

    @Test("A script notes views as a run does", arguments: TestedDatabase.allCases)
    func script(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let script = try await bench.offlineMigrator([
                RevisionEntry(sql: SourceText(path: "1.sql", text: Self.start))
            ])
            .script(.upgrade, "base:head")
            let outcome = try bench.client.run(script)
            #expect(outcome.exitCode == 0 && outcome.errors == "", "\(outcome)")
            #expect(try await noted(bench) == ["view|cheap", "materialized view|totals"])
            #expect(try await origins(bench) == ["cheap": .sameAsRevisions, "totals": .sameAsRevisions])
        }
    }

    @Test("Work that has nothing to do with views notes nothing", arguments: TestedDatabase.allCases)
    func ordinaryWork(_ tested: TestedDatabase) throws {
        let dialect = tested.database.dialect
        let source = SourceText(
            path: "1.sql",
            text: """
                CREATE TABLE page_views (id integer);
                CREATE INDEX views_id ON page_views (id);
                INSERT INTO page_views VALUES (1);
                UPDATE page_views SET id = 2;
                """)
        let ordinary = try tested.database.scriptReader.statements(in: source.all).flatMap { try dialect.lower($0) }
        #expect(dialect.noting(views: ordinary).isEmpty)
        #expect(dialect.transaction(for: ordinary).opening.isEmpty)
        let view = SourceText(path: "1.sql", text: "CREATE VIEW v AS SELECT 1 AS a")
        let work = try tested.database.scriptReader.statements(in: view.all).flatMap { try dialect.lower($0) }
        #expect(!dialect.noting(views: work).isEmpty)
    }

    @Test("One view is shown with all that is known of it", arguments: TestedDatabase.allCases)
    func details(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.start]).upgrade()
            try await bench.run("CREATE VIEW \"Far \"\"away\"\"\" AS SELECT totals.id FROM totals, orders")
            _ = try await ViewRefresher(bench.address).refresh("totals")
            let inspector = ViewInspector(bench.address)
            let cheap = try await inspector.view("cheap")
            #expect(cheap.directSources.map(\.name.name) == ["orders"] && cheap.sources == cheap.directSources)
            #expect(cheap.directReaders.map(\.name.name) == ["totals"])
            #expect(cheap.readers.map(\.name.name) == ["totals", "Far \"away\""])
            #expect(cheap.properties.columns.map(\.name) == ["id", "price"] && cheap.view.definition.contains("price"))
            let totals = try await inspector.view("TOTALS")
            #expect(totals.sources.map(\.name.name) == ["cheap", "orders"])
            guard case .at = totals.lastRefresh else {
                Issue.record("\(totals.lastRefresh)")
                return
            }
            let far = try await inspector.view("\"Far \"\"away\"\"\"")
            #expect(far.directSources.map(\.name.name) == ["orders", "totals"])
            #expect(far.sources.map(\.name.name) == ["orders", "totals", "cheap"])
        }
    }

    @Test("A name that means no view is answered with the nearest", arguments: TestedDatabase.allCases)
    func mistypedNames(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.start]).upgrade()
            let inspector = ViewInspector(bench.address)
            let error = await #expect(throws: ViewLookupError.self) { try await inspector.view("totls") }
            #expect(error?.explanation.advice?.contains("totals") == true)
            let table = await #expect(throws: ViewLookupError.self) { try await inspector.view("orders") }
            #expect(table == .otherKind("orders", kind: "table", wanted: .view))
            await #expect(throws: ViewLookupError.self) { try await inspector.view("totals_key") }
            await #expect(throws: ViewLookupError.self) { try await inspector.view("\"not closed") }
            await #expect(throws: ViewLookupError.self) { try await inspector.graph(of: ["cheap", "nothing"]) }
        }
    }

    @Test("A graph around some relations holds what they read and what reads them", arguments: TestedDatabase.allCases)
    func graph(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.start]).upgrade()
            try await bench.run(
                "CREATE TABLE other (id integer)", "CREATE VIEW beside AS SELECT other.id FROM other, orders",
                "CREATE VIEW top AS SELECT beside.id FROM beside, totals", "CREATE VIEW alone AS SELECT 1 AS a")
            let inspector = ViewInspector(bench.address)
            func edges(_ names: String...) async throws -> [String] {
                try await inspector.graph(of: names).edges.map { "\($0.source.name.name) > \($0.reader.name.name)" }
            }
            #expect(
                try await edges() == [
                    "beside > top", "cheap > totals", "orders > beside", "orders > cheap", "other > beside",
                    "totals > top",
                ])
            #expect(try await inspector.graph().relations.map(\.name.name).contains("alone"))
            #expect(try await edges("cheap") == ["cheap > totals", "orders > cheap", "totals > top"])
            #expect(try await edges("other") == ["beside > top", "other > beside"])
            #expect(try await edges("alone") == [])
            #expect(try await inspector.graph(of: ["alone"]).relations.map(\.name.name) == ["alone"])
        }
    }
}
