import AthanorPostgreSQL
import AthanorTesting
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Athanor

/// What the record says of views that a replacement makes anew together with the replaced one.
@Suite struct RebuiltViewTests {
    /// A view that is replaced, read by one of the revisions', by one that somebody changes and by one of somebody else.
    private static let start = sqlRevision(
        "a",
        """
        CREATE TABLE t (id int, n int);
        INSERT INTO t VALUES (1, 1);
        CREATE MATERIALIZED VIEW m AS SELECT id, n FROM t;
        CREATE VIEW kept AS SELECT id FROM m WHERE id BETWEEN 0 AND 9 AND (n BETWEEN 1 AND 2 AND id BETWEEN 0 AND 7);
        CREATE VIEW changed AS SELECT id FROM m;
        -- athanor: refresh after m
        CREATE MATERIALIZED VIEW follower AS SELECT count(*) AS c FROM kept;
        -- athanor: refresh every 1 hour
        CREATE MATERIALIZED VIEW hourly AS SELECT count(*) AS c FROM m;
        CREATE VIEW aside AS SELECT id FROM t;
        """)

    private func origins(_ bench: TestBench) async throws -> [String: DefinitionOrigin] {
        let views = try await ViewInspector(bench.address).views()
        return Dictionary(uniqueKeysWithValues: views.map { ($0.view.name.name, $0.view.origin) })
    }

    @Test(
        "What was made by hand stays nobody's and what was changed stays changed, through replacements and renames",
        arguments: [
            "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id, n, n + 1 AS more FROM t;",
            "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id, n, n + 1 AS more FROM t; ALTER VIEW kept RENAME TO kept_2; ALTER VIEW kept_2 RENAME TO kept;",
            "ALTER TABLE t RENAME COLUMN id TO number;",
            "DO $$ BEGIN EXECUTE 'ALTER TABLE t RENAME COLUMN n TO m; CREATE VIEW extra AS SELECT 1 AS x'; END $$;",
        ], [(false, false), (true, false), (false, true)])
    func origins(_ work: String, _ how: (inScript: Bool, withoutData: Bool)) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let files = [Self.start, sqlRevision("b", after: "a", work)]
            try await bench.migrator(files).upgrade(to: "a")
            try await bench.run(
                "CREATE OR REPLACE VIEW changed AS SELECT id + 0 AS id FROM m",
                "CREATE OR REPLACE VIEW aside AS SELECT id + 0 AS id FROM t", "CREATE VIEW hand AS SELECT * FROM m",
                "CREATE MATERIALIZED VIEW filled_by_hand AS SELECT * FROM hand")
            if how.withoutData {
                // Then it is replaced in place.
                for view in ["follower", "hourly", "filled_by_hand", "m"] {
                    try await bench.run("REFRESH MATERIALIZED VIEW \(view) WITH NO DATA")
                }
            }
            if how.inScript {
                let entries = try files.enumerated().map {
                    try RevisionEntry(sql: SourceText(path: "\($0).sql", text: $1))
                }
                let script = try await bench.offlineMigrator(entries).script(.upgrade, "a:b")
                let outcome = try bench.client.run(script)
                #expect(outcome.exitCode == 0 && outcome.errors == "", "\(outcome)")
            } else {
                try await bench.migrator(files).upgrade()
            }
            let origins = try await origins(bench)
            #expect(origins["m"] == .sameAsRevisions && origins["kept"] == .sameAsRevisions)
            #expect(origins["follower"] == .sameAsRevisions && origins["hourly"] == .sameAsRevisions)
            #expect(origins["changed"] == .differs && origins["aside"] == .differs)
            #expect(origins["hand"] == .notByRevision && origins["filled_by_hand"] == .notByRevision)
        }
    }

    @Test("A view that a revision changes after the replacement is the revision's")
    func changedAfterwards() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let files = [
                Self.start,
                sqlRevision(
                    "b", after: "a",
                    """
                    CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id, n, n + 1 AS more FROM t;
                    CREATE OR REPLACE VIEW hand AS SELECT id, n, n AS again FROM m;
                    """),
            ]
            try await bench.migrator(files).upgrade(to: "a")
            try await bench.run("CREATE VIEW hand AS SELECT id, n FROM m")
            try await bench.migrator(files).upgrade()
            #expect(try await origins(bench)["hand"] == .sameAsRevisions)
        }
    }

    @Test(
        "Views that were filled with a replacement are fresh, and their log says so", arguments: TestedDatabase.allCases
    )
    func fresh(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let (log, views) = (bench.database.dialect.name(of: .log), bench.database.dialect.name(of: .views))
            let files = [
                Self.start,
                sqlRevision(
                    "b", after: "a", "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id, n, n + 1 AS more FROM t;"),
            ]
            try await bench.migrator(files).upgrade(to: "a")
            let refresher = ViewRefresher(bench.address)
            _ = try await refresher.refresh(RefreshRequest(.all))
            // As if that had been long ago.
            try await bench.run(
                "UPDATE \(log) SET started_at = '2020-01-01T00:00:00.000Z'",
                "UPDATE \(views) SET noted_at = '2020-01-01T00:00:00.000Z'")
            #expect(try await refresher.freshness().stale.map(\.view.name).contains("hourly"))
            try await bench.migrator(files).upgrade()
            let freshness = try await refresher.freshness()
            #expect(freshness.stale.isEmpty)
            #expect(freshness.views.allSatisfy { !$0.isChangedElsewhere })
            #expect(try await refresher.plan(RefreshRequest(.stale)).views.isEmpty)
            #expect(
                try await bench.rows(
                    "SELECT subject, outcome, strategy, detail FROM \(log) WHERE strategy = 'rebuilt' ORDER BY subject"
                ).map { $0.replacing("public.", with: "") } == [
                    "follower|done|rebuilt|rebuilt", "hourly|done|rebuilt|rebuilt",
                ])
            // How long a refresh takes is told by refreshes.
            let plan = try await refresher.plan(RefreshRequest(.named(["hourly"])))
            #expect(plan.views.first?.expected != nil)
        }
    }

    @Test("A replacement and CREATE VIEW wait for nobody who refreshes another view, nor does looking")
    func waitingForNobody() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let events = EventList()
            var options = MigratorOptions()
            options.onEvent = { event in
                switch event {
                case .blocked, .retrying, .waitingForLock: events.add("\(event)")
                default: break
                }
            }
            let files = [
                sqlRevision("0", "CREATE TABLE u (id int); CREATE MATERIALIZED VIEW known AS SELECT id FROM u;"),
                Self.start.replacing("down_revision: ", with: "down_revision: 0"),
                sqlRevision(
                    "b", after: "a", "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id, n, n + 1 AS more FROM t;"),
                sqlRevision("c", after: "b", "CREATE VIEW x AS SELECT 1 AS one;"),
                sqlRevision("d", after: "c", "ALTER TABLE t RENAME COLUMN n TO number;"),
                sqlRevision("e", after: "d", "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id, number AS n FROM t;"),
            ]
            try await bench.migrator(files).upgrade(to: "a")
            try await bench.run("CREATE MATERIALIZED VIEW unknown AS SELECT id FROM known")
            try await bench.connected { holder in
                // Each holds what asking for a definition would lock.
                try await holder.query("BEGIN")
                try await holder.query("REFRESH MATERIALIZED VIEW known")
                try await holder.query("REFRESH MATERIALIZED VIEW unknown")
                try await holder.query("LOCK TABLE u")
                try await bench.migrator(files, options: options).upgrade()
                let origins = try await origins(bench)
                #expect(origins["known"] == .sameAsRevisions && origins["unknown"] == .notByRevision)
                #expect(origins["m"] == .sameAsRevisions && origins["x"] == .sameAsRevisions)
                _ = try await ViewInspector(bench.address).view("known")
                try await holder.query("COMMIT")
            }
            #expect(events.all == [])
            #expect(try await origins(bench).values.filter { $0 == .sameAsRevisions }.count == 8)
        }
    }
}

/// What was reported, from whichever thread.
private final class EventList: Sendable {
    private let list = Mutex<[String]>([])

    var all: [String] { list.withLock { $0 } }

    func add(_ event: String) { list.withLock { $0.append(event) } }
}
