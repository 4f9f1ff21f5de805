import Athanor
import TestSupport
import Testing

/// `refresh --stale`, from code.
@Suite("Refreshing what is stale")
struct StaleViewsTests {
    private static let revision = sqlRevision(
        "a",
        """
        CREATE TABLE t (id int);
        -- athanor: refresh every 1 hour
        CREATE MATERIALIZED VIEW empty AS SELECT id FROM t WITH NO DATA;
        -- athanor: refresh after empty
        CREATE MATERIALIZED VIEW next AS SELECT id FROM t;
        -- athanor: refresh after next
        CREATE MATERIALIZED VIEW last AS SELECT id FROM t;
        -- athanor: refresh every 1 hour
        CREATE MATERIALIZED VIEW fresh AS SELECT id FROM t;
        CREATE MATERIALIZED VIEW idle AS SELECT id FROM t WITH NO DATA;
        """)

    private static func names(_ report: RefreshReport) -> [String] { report.results.map(\.plan.view.name) }

    @Test("What follows a stale view comes along, in order; then nothing is stale", arguments: TestedDatabase.allCases)
    func followers(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.revision]).upgrade()
            let refresher = ViewRefresher(bench.address)
            #expect(try await refresher.freshness().stale.map(\.view.name) == ["empty"])
            let report = try await refresher.refresh(RefreshRequest(.stale, jobs: 4))
            #expect(Self.names(report) == ["empty", "next", "last"])
            #expect(report.isComplete)
            #expect(try await refresher.freshness().stale.isEmpty)
            #expect(try await refresher.refresh(RefreshRequest(.stale)).results.isEmpty)
        }
    }

    @Test("Of several who find the same views stale, one refreshes each", arguments: TestedDatabase.allCases)
    func together(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.revision]).upgrade()
            let refresher = ViewRefresher(bench.address)
            let reports = try await withThrowingTaskGroup(of: RefreshReport.self) { group in
                for _ in 0..<4 { group.addTask { try await refresher.refresh(RefreshRequest(.stale, jobs: 2)) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(reports.allSatisfy { $0.isComplete })
            let refreshed = try await bench.log().filter { $0.hasPrefix("refresh|") }
            #expect(refreshed.count == 3 && Set(refreshed).count == 3)
            let isDone = refreshed.allSatisfy { $0.hasSuffix("|done") }
            #expect(isDone)
        }
    }

    @Test("The configuration's targets win", arguments: TestedDatabase.allCases)
    func configured(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([Self.revision]).upgrade()
            let refresher = ViewRefresher(
                bench.address,
                targets: ["empty": .manual, "idle": .every(hours: 1), "gone": .manual])
            let overview = try await refresher.freshness()
            #expect(overview.stale.map(\.view.name) == ["idle"])
            #expect(overview.unknownTargets == ["gone"])
            let report = try await refresher.refresh(RefreshRequest(.stale))
            #expect(Self.names(report) == ["idle"])
        }
    }
}
