import Foundation

/// Refreshes materialized views: each in the way that it allows, in the order of what they read, and on record.
public struct ViewRefresher: Sendable {
    let address: DatabaseAddress
    let options: MigratorOptions
    let targets: [ExactText: FreshnessTarget]

    var database: any Database { address.database }

    /// A refresher; nothing is opened yet.
    /// - Parameters:
    ///   - address: the database, such as `PostgreSQL().at(databaseURL)`.
    ///   - options: how to connect, and how long to wait for locks.
    ///   - targets: how fresh views are to be kept, where that is not what the revisions say; by the view's name, with or
    ///     without its schema.
    public init(
        _ address: DatabaseAddress, options: MigratorOptions = MigratorOptions(),
        targets: [ExactText: FreshnessTarget] = [:]
    ) {
        self.address = address
        self.options = options
        self.targets = targets
    }

    /// What a refresh would do. It only reads.
    /// - Throws: ``MaterializedViewError`` when there is no view of a name; ``DatabaseError``; `CancellationError`.
    public func plan(_ request: RefreshRequest) async throws -> RefreshPlan {
        try await MigrationSession.reading(address, options: options, ifMissing: try missing(request).0) { session in
            try await planned(request, on: session.connection).plan
        }
    }

    /// Which views are stale, and what that was decided by.
    private struct Stale: Sendable {
        let facts: FreshnessFacts
        let views: Set<QualifiedName>
    }

    /// The plan, with what it was decided by where it is about stale views.
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
            // What is to be refreshed after them will be stale by then.
            followers = facts.followers(of: chosen)
            for follower in followers where !chosen.contains(follower.view) { chosen.append(follower.view) }
            stale = Stale(facts: facts, views: Set(chosen))
        }
        let plan = try await RefreshPlanner(connection: connection, settings: request.settings).plan(
            chosen, withUpstream: request.withUpstream, withDownstream: request.withDownstream, following: followers)
        return (plan, stale)
    }

    /// Refreshes views: each in a transaction of its own, together with its log entry. One that fails stops none but those
    /// that read it.
    /// - Parameters:
    ///   - request: which views, and how.
    ///   - onPlan: called with the plan before anything runs.
    ///   - onEvent: called for each event, from no particular thread.
    /// - Returns: what became of each view; ``RefreshReport/isComplete`` tells whether all went well.
    /// - Throws: ``MaterializedViewError`` when there is no view of a name, before anything was refreshed;
    ///   ``DatabaseError``; `CancellationError` when the task was cancelled: what had been committed stays.
    public func refresh(
        _ request: RefreshRequest, onPlan: @Sendable (RefreshPlan) -> Void = { _ in },
        onEvent: @escaping @Sendable (RefreshEvent) -> Void = { _ in }
    ) async throws -> RefreshReport {
        let (plan, stale) = try await MigrationSession.reading(
            address, options: options, ifMissing: try missing(request)
        ) { try await planned(request, on: $0.connection) }
        onPlan(plan)
        guard !plan.views.isEmpty else { return RefreshReport(results: []) }
        try await prepare()
        var run = RefreshRun(address: address, options: options, request: request, onEvent: onEvent)
        if let stale {
            // Of two who find the same view stale, the second leaves it to the first.
            run.isDue = { [targets] view, connection in
                guard stale.views.contains(view) else { return true }
                return try await FreshnessReader(connection: connection, targets: targets)
                    .again(stale.facts, for: view)?.isStale ?? false
            }
        }
        return try await run.run(plan)
    }

    /// How fresh the materialized views are, and are to be kept. It only reads.
    /// - Throws: ``DatabaseError``; `CancellationError`.
    public func freshness() async throws -> FreshnessOverview {
        let none = FreshnessOverview(views: [], unknownTargets: targets.keys.sorted().map(\.text), now: .now)
        return try await MigrationSession.reading(address, options: options, ifMissing: none) { session in
            try await FreshnessReader(connection: session.connection, targets: targets).facts().overview
        }
    }

    /// The plan for a database that is not there yet.
    private func missing(_ request: RefreshRequest) throws -> (RefreshPlan, Stale?) {
        if case .named(let names) = request.views, let name = names.first {
            throw MaterializedViewError.notFound(name, nearest: [])
        }
        return (RefreshPlan(views: []), nil)
    }

    /// Refreshes one view.
    /// - Parameter name: the view's name as a person types it, with or without a schema.
    /// - Throws: ``MaterializedViewError`` when there is no such view; ``RefreshFailure`` when the refresh failed;
    ///   ``DatabaseError``; `CancellationError`.
    @discardableResult
    public func refresh(_ name: String) async throws -> ViewRefreshResult {
        let report = try await refresh(RefreshRequest(.named([name])))
        guard let result = report.results.first else { throw MaterializedViewError.notFound(name, nearest: []) }
        if case .failed(let failure) = result.outcome { throw failure }
        return result
    }

    /// Makes sure of the tables that refreshes are noted in.
    ///
    /// The lock is for nothing else: a long refresh must not keep migrations waiting.
    func prepare() async throws {
        try await MigrationSession.with(address, access: .readWrite, options: options) { session in
            let format = try await database.catalog(on: session.connection).metadataTablesFormat()
            if format != MetadataTable.currentFormat { try await session.locked { _ in } }
        }
    }
}
