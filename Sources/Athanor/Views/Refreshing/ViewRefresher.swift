import Foundation

/// Refreshes materialized views: each with the best possible strategy, in the order of their dependencies, with log
/// entries.
public struct ViewRefresher: Sendable {
    let address: DatabaseAddress
    let options: MigratorOptions
    let targets: [ExactText: FreshnessTarget]

    var database: any DatabaseModule { address.module }

    /// Creates a refresher. Nothing is opened yet.
    /// - Parameters:
    ///   - address: the database, such as `PostgreSQL().at(databaseURL)`.
    ///   - options: how to connect, and how long to wait for locks.
    ///   - targets: freshness targets that override those of the revisions; by the view's name, with or without its
    ///     schema.
    public init(
        _ address: DatabaseAddress, options: MigratorOptions = MigratorOptions(),
        targets: [ExactText: FreshnessTarget] = [:]
    ) {
        self.address = address
        self.options = options
        self.targets = targets
    }

    /// Returns what a refresh would do. Reads only.
    /// - Throws: ``ViewLookupError`` if a name has no view; ``DatabaseFailure``; `CancellationError`.
    public func plan(_ request: RefreshRequest) async throws -> RefreshPlan {
        try await MigrationSession.reading(address, options: options, ifMissing: try missing(request).0) { session in
            try await planned(request, on: session.connection).plan
        }
    }

    /// The stale views, and the facts that decided it.
    private struct Stale: Sendable {
        let facts: FreshnessFacts
        let views: Set<QualifiedName>
    }

    /// Returns the plan; for stale views, also with the facts that decided it.
    private func planned(
        _ request: RefreshRequest, on connection: any Connection
    ) async throws -> (plan: RefreshPlan, stale: Stale?) {
        let views = database.materializedViews(on: connection)
        var chosen: [QualifiedName] = []
        var stale: Stale?
        var followers: [(view: QualifiedName, after: QualifiedName)] = []
        switch request.views {
        case .named(let names):
            for view in try await views.names(of: names) where !chosen.contains(view) { chosen.append(view) }
        case .all:
            chosen = try await views.statuses().map(\.name)
        case .stale:
            let facts = try await FreshnessReader(connection: connection, targets: targets).facts()
            chosen = facts.overview.stale.map(\.view)
            // Views that are refreshed after these will be stale by then.
            followers = facts.followers(of: chosen)
            for follower in followers where !chosen.contains(follower.view) { chosen.append(follower.view) }
            stale = Stale(facts: facts, views: Set(chosen))
        }
        var plan = try await RefreshPlanner(
            connection: connection, settings: request.settings, facts: stale?.facts
        ).plan(
            chosen, withUpstream: request.withUpstream, withDownstream: request.withDownstream, following: followers)
        plan.freshness = stale?.facts.overview
        return (plan, stale)
    }

    /// Refreshes views, each in a transaction of its own together with its log entry. If a view cannot be refreshed,
    /// only the views that wait for it are skipped.
    /// - Parameters:
    ///   - request: the views, and how to refresh them.
    ///   - onPlan: called with the plan before anything runs.
    ///   - onEvent: called for each event, on any thread.
    /// - Returns: the result of each view; ``RefreshReport/isComplete`` is `true` if all succeeded.
    /// - Throws: ``ViewLookupError``, ``LockNotAvailable``, ``MetadataTablesTooNew`` or ``DatabaseFailure`` before
    ///   anything was refreshed; `CancellationError` if the task was cancelled: committed refreshes are kept.
    public func refresh(
        _ request: RefreshRequest, onPlan: @Sendable (RefreshPlan) -> Void = { _ in },
        onEvent: @escaping @Sendable (RefreshEvent) -> Void = { _ in }
    ) async throws -> RefreshReport {
        let (plan, stale, format) = try await MigrationSession.reading(
            address, options: options, ifMissing: try missing(request)
        ) { session in
            let (plan, stale) = try await planned(request, on: session.connection)
            return (plan, stale, try await database.catalog(on: session.connection).metadataTablesFormat())
        }
        onPlan(plan)
        guard !plan.views.isEmpty else { return RefreshReport(results: []) }
        if format != MetadataTable.currentFormat { try await prepare() }
        var run = RefreshRun(address: address, options: options, request: request, onEvent: onEvent)
        if let stale {
            // If two sessions find the same view stale, the second skips it.
            run.isDue = { [targets] view, connection in
                guard stale.views.contains(view) else { return true }
                return try await FreshnessReader(connection: connection, targets: targets)
                    .again(stale.facts, for: view)?.isStale ?? false
            }
        }
        return try await run.run(plan)
    }

    /// Returns how fresh the materialized views are, with their freshness targets. Reads only.
    /// - Throws: ``DatabaseFailure``; `CancellationError`.
    public func freshness() async throws -> FreshnessOverview {
        try await MigrationSession.reading(address, options: options, ifMissing: nothing) { session in
            try await FreshnessReader(connection: session.connection, targets: targets).facts().overview
        }
    }

    /// The freshness in a database that does not exist yet.
    private var nothing: FreshnessOverview {
        FreshnessOverview(views: [], unknownTargets: targets.keys.sorted().map(\.text), now: .now)
    }

    /// Returns the plan for a database that does not exist yet.
    private func missing(_ request: RefreshRequest) throws -> (RefreshPlan, Stale?, format: Int?) {
        if case .named(let names) = request.views, let name = names.first {
            throw ViewLookupError.notFound(name, nearest: [])
        }
        return (RefreshPlan(views: [], freshness: request.views == .stale ? nothing : nil), nil, format: nil)
    }

    /// Refreshes one view.
    /// - Parameter name: the view's name as a person types it, with or without a schema.
    /// - Returns: the result.
    /// - Throws: ``RefreshFailure`` if the refresh failed; otherwise as ``refresh(_:onPlan:onEvent:)``.
    @discardableResult
    public func refresh(_ name: String) async throws -> ViewRefreshResult {
        let report = try await refresh(RefreshRequest(.named([name])))
        guard let result = report.results.first else { throw ViewLookupError.notFound(name, nearest: []) }
        if case .failed(let failure) = result.outcome { throw failure }
        return result
    }

    /// Creates or upgrades the metadata tables for the log entries of refreshes.
    ///
    /// The lock is held only for this: a long refresh must not block migrations.
    func prepare() async throws {
        try await MigrationSession.with(address, access: .readWrite, options: options) { session in
            let format = try await database.catalog(on: session.connection).metadataTablesFormat()
            if format != MetadataTable.currentFormat { try await session.locked { _ in } }
        }
    }
}
