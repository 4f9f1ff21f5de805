import Foundation

/// Refreshes materialized views, in the way that each allows, and keeps record of it.
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

    /// What a refresh did.
    public struct Report: Sendable, Hashable {
        /// The view, and in which way it was refreshed.
        public let plan: RefreshPlan
        /// How long it took, commit included.
        public let duration: Duration
        /// How many rows the view holds now, where that is cheap to know.
        public let rows: RowCount
    }

    /// Refreshes one view in a transaction of its own, together with its log entry.
    /// - Parameters:
    ///   - name: the view's name as a person types it, with or without a schema.
    ///   - onPlan: called with the plan before it runs.
    /// - Throws: ``MaterializedViewError`` when there is no such view; ``RefreshFailure`` when the refresh failed, the
    ///   view being as it was; ``DatabaseError``; `CancellationError`.
    public func refresh(_ name: String, onPlan: @Sendable (RefreshPlan) -> Void = { _ in }) async throws -> Report {
        if database.createsMissingDatabases {
            // A view that is not there may not leave a new, empty database behind.
            let missing = MaterializedViewError.notFound(name, nearest: [])
            try await Session.reading(database, at: url, options: options, ifMissing: { throw missing }()) { session in
                _ = try await database.materializedViews(on: session.connection).named(name)
            }
        }
        return try await Session.with(database, at: url, access: .readWrite, options: options) { session in
            let views = database.materializedViews(on: session.connection)
            let view = try await views.named(name)
            let plan = try await views.refreshPlan(for: view)
            onPlan(plan)
            // The lock is only for creating Athanor's tables: a long refresh must not keep migrations waiting.
            if try await database.catalog(on: session.connection).ownTablesFormat() == nil {
                try await session.locked { _ in }
            }
            let duration = try await run(plan, in: session)
            // The refresh is done, whether or not the rows can be counted now.
            return Report(plan: plan, duration: duration, rows: (try? await views.named(name).rows) ?? .unknown)
        }
    }

    /// The materialized views of the database, each with its last refresh by Athanor.
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

    private func run(_ plan: RefreshPlan, in session: Session) async throws -> Duration {
        let connection = session.connection
        let identity = RunIdentity(connection)
        let dialect = connection.database.dialect
        let startedAt = Date()
        let started = ContinuousClock.now
        @Sendable func entry(_ elapsed: LogEntry.Elapsed, _ outcome: LogEntry.Outcome, _ detail: String) -> Statement {
            LogEntry(
                kind: .refresh, subject: plan.view.description, startedAt: startedAt, elapsed: elapsed,
                outcome: outcome, detail: detail
            ).statement(by: identity, dialect: dialect)
        }
        do {
            try await session.transactions.run(
                plan.statements.map { .statement(LoweredStatement($0, command: "REFRESH MATERIALIZED VIEW")) },
                entries: TransactionRunner.Entries(log: { entry($0, .done, plan.strategy.name) }))
        } catch {
            let cause = CommitFailure.rootCause(of: error)
            let took = ContinuousClock.now - started
            await Cleanup.run {
                _ = try? await connection.query(entry(.measured(took), .failed, Explanation(of: cause).message))
            }
            throw RefreshFailure(
                plan: plan, cause: cause, isOutcomeUnknown: CommitFailure.isOutcomeUnknown(of: error))
        }
        return .now - started
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

/// A refresh failed; unless the connection was lost during the commit, the view is as it was.
public struct RefreshFailure: Error, Sendable, ExplainedError {
    /// What was to be done.
    public let plan: RefreshPlan
    /// Why it failed: a ``DatabaseError``, or a `CancellationError` when someone stopped it.
    public let cause: any Error
    /// Whether the connection was lost during the commit, so that the view may or may not have been refreshed.
    public let isOutcomeUnknown: Bool

    /// The error and the state of the view.
    public var explanation: Explanation {
        var explanation = Explanation(of: cause)
        explanation.message = "refreshing \(plan.view) (\(plan.strategy.name)): \(explanation.message)"
        explanation.state =
            isOutcomeUnknown
            ? "The connection was lost during the commit: the view may or may not have been refreshed."
            : "The view is as it was before."
        return explanation
    }
}
