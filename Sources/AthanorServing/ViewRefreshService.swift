public import Athanor
public import Logging
public import ServiceLifecycle
internal import Synchronization

/// Keeps materialized views fresh inside a server: a service for `ServiceGroup`, beside Hummingbird's or Vapor's own.
///
/// ```swift
/// let views = try ViewRefreshService(try PostgreSQL().at(databaseURL))
/// let group = ServiceGroup(services: [server, views], gracefulShutdownSignals: [.sigterm], logger: logger)
/// try await group.run()
/// ```
///
/// Each instance of the server may run one: a view that is due is refreshed once, by whichever claims it first. On graceful
/// shutdown it begins nothing new and lets what runs end within ``Athanor/KeepingOptions/stopWithin``.
///
/// It tells swift-metrics what ``RefreshMetrics`` lists.
public struct ViewRefreshService: Service {
    private let refresher: ViewRefresher
    private let options: KeepingOptions
    private let logger: Logger
    private let metrics: RefreshMetrics

    /// A service; nothing is opened yet.
    /// - Parameters:
    ///   - address: the database, such as `PostgreSQL().at(databaseURL)`.
    ///   - connecting: how to connect, and how long to wait for locks.
    ///   - targets: how fresh views are to be kept, where that is not what the revisions say; by the view's name.
    ///   - keeping: how it works.
    ///   - metrics: where figures go; the factory that swift-metrics was bootstrapped with when left out.
    ///   - logger: told what was refreshed, and what went wrong: also of a target for a view that is not there.
    /// - Throws: ``Athanor/FreshnessTargetError`` for a target that makes no sense, as a cron expression without a moment.
    public init(
        _ address: DatabaseAddress, connecting: MigratorOptions = MigratorOptions(),
        targets: [ExactText: FreshnessTarget] = [:], keeping: KeepingOptions = KeepingOptions(),
        metrics: RefreshMetrics = RefreshMetrics(), logger: Logger = Logger(label: "athanor.views")
    ) throws(FreshnessTargetError) {
        for (view, target) in targets.sorted(by: { $0.key < $1.key }) {
            do {
                try target.check()
            } catch {
                throw FreshnessTargetError("the target of \(view): \(error.message)", advice: error.advice)
            }
        }
        refresher = ViewRefresher(address, options: connecting, targets: targets)
        options = keeping
        self.metrics = metrics
        self.logger = logger
    }

    /// Keeps views fresh until the service group shuts down.
    /// - Throws: what the first look at the database threw: a ``Athanor/DatabaseError`` as a rule. Later ones are repeated.
    public func run() async throws {
        let problems = TargetProblems()
        let keeper = FreshnessKeeper(refresher, options: options) { [metrics, logger] event in
            metrics.record(event)
            if case .looked(let overview) = event {
                for problem in problems.new(in: overview) {
                    logger.warning("a refresh target has no effect", metadata: ["problem": "\(problem)"])
                }
            }
            logger.note(event)
        }
        try await withGracefulShutdownHandler {
            try await keeper.run()
        } onGracefulShutdown: {
            keeper.stop()
        }
    }
}

/// The mistakes in targets that were seen at the last look, so that each is told once.
private final class TargetProblems: Sendable {
    private let seen = Mutex<Set<String>>([])

    /// The mistakes that were not there at the last look.
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
    fileprivate func note(_ event: KeepingEvent) {
        switch event {
        case .looked: break
        case .refresh(.started(let plan)):
            debug("refreshing a view", metadata: ["view": "\(plan.view)", "strategy": "\(plan.strategy.name)"])
        case .refresh(.waiting(let view, let holder)):
            debug("another session has claimed the view", metadata: ["view": "\(view)", "holder": "\(holder ?? "?")"])
        case .refresh(.retrying(let view, let attempt, let holders)):
            info(
                "a lock on the view was not to be had in time",
                metadata: [
                    "view": "\(view)", "attempt": "\(attempt)", "holders": "\(holders.joined(separator: "; "))",
                ])
        case .refresh(.ended(let result)): note(result)
        case .failed(let error, let pause):
            warning(
                "the views cannot be looked at",
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
            info("refreshed a view", metadata: view.merging(more) { $1 })
        case .failed(let failure):
            error(
                "a view could not be refreshed",
                metadata: view.merging(["error": "\(failure.explanation.message)"]) { $1 })
        case .refused(let refusal):
            warning(
                "a view cannot be refreshed concurrently",
                metadata: view.merging([
                    "reason": "\(refusal.reason.description)", "remedy": "\(refusal.remedy)",
                ]) { $1 })
        case .skipped, .busy, .notDue, .cancelled:
            debug("a view was not refreshed", metadata: view.merging(["outcome": "\(result.outcome.name)"]) { $1 })
        }
    }
}
