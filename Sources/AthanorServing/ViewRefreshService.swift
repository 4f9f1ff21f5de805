public import Athanor
public import Logging
public import ServiceLifecycle
internal import Synchronization

/// Keeps materialized views fresh inside a server: a service for `ServiceGroup`, next to that of Hummingbird or Vapor.
///
/// ```swift
/// let views = try ViewRefreshService(try PostgreSQL().at(databaseURL))
/// let group = ServiceGroup(services: [server, views], gracefulShutdownSignals: [.sigterm], logger: logger)
/// try await group.run()
/// ```
///
/// Each instance of the server may run one. The instance that claims a due view first refreshes it, and the others skip
/// it. On graceful shutdown the service starts nothing new, and gives running refreshes
/// ``Athanor/ViewRefreshScheduler/Options/stopWithin`` to finish.
///
/// It sends the metrics of ``RefreshMetrics`` to swift-metrics.
public struct ViewRefreshService: Service {
    private let refresher: ViewRefresher
    private let options: ViewRefreshScheduler.Options
    private let logger: Logger
    private let metrics: RefreshMetrics

    /// Creates a service. Nothing is opened yet.
    /// - Parameters:
    ///   - address: the database, such as `PostgreSQL().at(databaseURL)`.
    ///   - targets: freshness targets that override those of the revisions; by the view's name, with or without its
    ///     schema.
    ///   - options: what runs at the same time, how often the service looks, and how it fails and stops.
    ///   - connection: how to connect.
    ///   - versionTable: the version table of the migrations, if it is not the usual one.
    ///   - lockWait: how long to wait for the locks of one view's refresh. Zero does not wait.
    ///   - metrics: the receiver of the metrics; by default the factory that swift-metrics was bootstrapped with.
    ///   - logger: receives refreshes and errors, including targets for missing views.
    /// - Throws: ``Athanor/FreshnessTargetError`` for a target that is not valid, such as an interval below a
    ///   second.
    public init(
        _ address: DatabaseAddress, targets: [ExactText: FreshnessTarget] = [:],
        options: ViewRefreshScheduler.Options = ViewRefreshScheduler.Options(),
        connection: ConnectionOptions = ConnectionOptions(), versionTable: VersionTable = VersionTable(),
        lockWait: TimeLimit = .minutes(10), metrics: RefreshMetrics = RefreshMetrics(),
        logger: Logger = Logger(label: "athanor.views")
    ) throws(FreshnessTargetError) {
        for (view, target) in targets.sorted(by: { $0.key < $1.key }) {
            do {
                try target.check()
            } catch {
                throw FreshnessTargetError("the target of \(view): \(error.message)", advice: error.advice)
            }
        }
        refresher = ViewRefresher(
            address, options: MigratorOptions(versionTable: versionTable, connection: connection, lockWait: lockWait),
            targets: targets)
        self.options = options
        self.metrics = metrics
        self.logger = logger
    }

    /// Keeps views fresh until the service group shuts down.
    /// - Throws: the error of the first check of the database, usually a ``Athanor/DatabaseFailure``, unless the options
    ///   say `firstLook: .retry`. Later checks are retried. `CancellationError` if the task was cancelled.
    public func run() async throws {
        let problems = TargetProblems()
        let scheduler = ViewRefreshScheduler(refresher, options: options) { [metrics, logger] event in
            metrics.record(event)
            if case .looked(let overview) = event {
                for problem in problems.new(in: overview) {
                    logger.warning("a freshness target has no effect", metadata: ["problem": "\(problem)"])
                }
            }
            logger.note(event)
        }
        try await withGracefulShutdownHandler {
            try await scheduler.run()
        } onGracefulShutdown: {
            scheduler.stop()
        }
    }
}

/// The mistakes in targets at the last check, so that each is logged once.
private final class TargetProblems: Sendable {
    private let seen = Mutex<Set<String>>([])

    /// Returns the mistakes that did not exist at the last check.
    func new(in overview: FreshnessOverview) -> [String] {
        let problems = overview.targetProblems
        return seen.withLock { seen in
            let new = problems.filter { !seen.contains($0) }
            seen = Set(problems)
            return new
        }
    }
}

extension Logger {
    fileprivate func note(_ event: ViewRefreshScheduler.Event) {
        switch event {
        case .looked: break
        case .refresh(.started(let plan)):
            debug("refreshing a view", metadata: ["view": "\(plan.view)", "strategy": "\(plan.strategy.name)"])
        case .refresh(.waiting(let view, let holder)):
            debug("another session has claimed the view", metadata: ["view": "\(view)", "holder": "\(holder ?? "?")"])
        case .refresh(.retrying(let view, let attempt, let holders)):
            info(
                "a lock on the view was not available in time",
                metadata: [
                    "view": "\(view)", "attempt": "\(attempt)", "holders": "\(holders.joined(separator: "; "))",
                ])
        case .refresh(.ended(let result)): note(result)
        case .failed(let error, let pause):
            warning(
                "the views cannot be checked",
                metadata: ["error": "\(Explanation(of: error).message)", "retrying_in": "\(pause)"])
        case .stopping(let running):
            info("stopping", metadata: ["running": "\(running)"])
        case .cancelling(let running):
            warning("cancelling refreshes: the time to stop is over", metadata: ["running": "\(running)"])
        }
    }

    private func note(_ result: ViewRefreshResult) {
        let view: Metadata = ["view": "\(result.plan.view)"]
        switch result.outcome {
        case .done(let figures, let duration):
            let more: Metadata = [
                "strategy": "\(figures.strategy)", "ms": "\(duration.milliseconds)",
                "rows": "\(figures.rowsAfter.map(String.init) ?? "?")",
            ]
            debug("refreshed a view", metadata: view.merging(more) { $1 })
        case .failed(let failure):
            warning(
                "a view could not be refreshed",
                metadata: view.merging(["error": "\(failure.explanation.message)"]) { $1 })
        case .refused(let refusal):
            let more = [
                "reason": refusal.reason.description, "remedy": refusal.remedy, "note": refusal.note ?? "",
            ].filter { !$0.value.isEmpty }
            warning(
                "a view cannot be refreshed concurrently",
                metadata: view.merging(more.mapValues { "\($0)" }) { $1 })
        case .skipped, .busy, .notDue, .cancelled:
            debug("a view was not refreshed", metadata: view.merging(["outcome": "\(result.outcome.name)"]) { $1 })
        }
    }
}
