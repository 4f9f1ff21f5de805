/// Refreshes materialized views: each in the way that it allows, in the order of what they read, and on record.
public struct ViewRefresher: Sendable {
    let database: any Database
    let url: DatabaseURL
    let options: MigratorOptions

    /// A refresher; nothing is opened yet.
    public init(database: any Database, url: DatabaseURL, options: MigratorOptions = MigratorOptions()) {
        self.database = database
        self.url = url
        self.options = options
    }

    /// What a refresh would do. It only reads.
    /// - Throws: ``MaterializedViewError`` when there is no view of a name; ``DatabaseError``; `CancellationError`.
    public func plan(_ request: RefreshRequest) async throws -> RefreshPlan {
        func missing() throws -> RefreshPlan {
            if case .named(let names) = request.views, let name = names.first {
                throw MaterializedViewError.notFound(name, nearest: [])
            }
            return RefreshPlan(views: [])
        }
        return try await Session.reading(database, at: url, options: options, ifMissing: try missing()) { session in
            let views = database.materializedViews(on: session.connection)
            var chosen: [QualifiedName] = []
            switch request.views {
            case .named(let names):
                for name in names {
                    let view = try await views.named(name).name
                    if !chosen.contains(view) { chosen.append(view) }
                }
            case .all, .stale:
                chosen = try await views.all(exactRows: false).map(\.name)
            }
            return try await RefreshPlanner(connection: session.connection, settings: request.settings).plan(
                chosen, withUpstream: request.withUpstream, withDownstream: request.withDownstream)
        }
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
        let plan = try await plan(request)
        onPlan(plan)
        guard !plan.views.isEmpty else { return RefreshReport(results: []) }
        try await prepare()
        return try await RefreshRun(
            database: database, url: url, options: options, request: request, onEvent: onEvent
        ).run(plan)
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

    /// The materialized views of the database, each with what the log says of its refreshes.
    /// - Parameter exactRows: counts each view's rows instead of asking the statistics.
    /// - Throws: ``DatabaseError``; `CancellationError`.
    public func views(exactRows: Bool = false) async throws -> [ViewState] {
        try await Session.reading(database, at: url, options: options, ifMissing: []) { session in
            let connection = session.connection
            let views = try await database.materializedViews(on: connection).all(exactRows: exactRows)
            let refreshes = try await LastRefreshes(on: connection)
            return views.map { ViewState(view: $0, lastRefresh: refreshes[$0.name]) }
        }
    }

    /// Makes sure of the tables that refreshes are noted in.
    ///
    /// The lock is for nothing else: a long refresh must not keep migrations waiting.
    func prepare() async throws {
        try await Session.with(database, at: url, access: .readWrite, options: options) { session in
            let format = try await database.catalog(on: session.connection).ownTablesFormat()
            if format != OwnTable.currentFormat { try await session.locked { _ in } }
        }
    }
}

/// A materialized view with what Athanor knows of its refreshes.
public struct ViewState: Sendable, Hashable {
    /// The view.
    public let view: MaterializedView
    /// When Athanor last refreshed it.
    public let lastRefresh: LastRefresh
}

/// When Athanor last refreshed a view.
public enum LastRefresh: Sendable, Hashable {
    /// At this moment: ISO 8601 in UTC.
    case at(String)
    /// Never.
    case never
    /// The role may not read Athanor's log.
    case hidden
}
