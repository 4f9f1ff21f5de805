import Athanor
import AthanorPostgreSQL

/// Code of a server, as the guides show it.
enum ServerCode {
    static func start(databaseURL: String) async throws {
        let migrator = Migrator(
            try PostgreSQL().at(databaseURL), revisions: try discoveredRevisions.revisionSet())

        let pending = try await migrator.pending()
        if !pending.isEmpty {
            try await migrator.upgrade()
        }
    }

    static func refresh(databaseURL: String) async throws {
        let refresher = ViewRefresher(try PostgreSQL().at(databaseURL))
        let request = RefreshRequest(.named(["user_usage"]), withUpstream: true, jobs: 2)
        for view in try await refresher.plan(request).views {
            print("\(view.view): \(view.strategy.name), \(view.strategy.reason)")
        }
        let report = try await refresher.refresh(request)
        for result in report.results { print("\(result.plan.view): \(result.outcome.name)") }
        let stale = try await refresher.freshness().stale
        print("\(stale.count) are older than their targets")
    }
}
