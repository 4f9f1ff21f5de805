internal import Athanor
public import Metrics

/// The metrics that a ``ViewRefreshService`` sends to swift-metrics, each with the dimension `view`.
///
/// | metric | kind | value |
/// |---|---|---|
/// | `athanor_view_age_seconds` | gauge | age of the view's rows, at the last check |
/// | `athanor_view_stale` | gauge | 1 while the view is older than its target, else 0 |
/// | `athanor_view_failures_in_a_row` | gauge | number of consecutive failed refreshes |
/// | `athanor_view_rows` | gauge | number of rows in the view, after a refresh that reported it |
/// | `athanor_refresh_duration_seconds` | timer | duration of a refresh, including the commit |
/// | `athanor_refreshes_total` | counter | refreshes that ended in this service, with the dimension `outcome` |
/// | `athanor_refresh_rows_total` | counter | rows written, with the dimension `change`: `inserted`, `updated` or `deleted` |
public struct RefreshMetrics: Sendable {
    private let factory: any MetricsFactory

    /// Creates metrics of a factory; by default, of the factory that swift-metrics was bootstrapped with.
    public init(factory: any MetricsFactory = MetricsSystem.factory) {
        self.factory = factory
    }

    func record(_ event: ViewRefreshScheduler.Event) {
        switch event {
        case .looked(let overview):
            for view in overview.views { record(view) }
        case .refresh(.ended(let result)):
            record(result)
        case .refresh, .failed, .stopping, .cancelling:
            break
        }
    }

    private func record(_ view: ViewFreshness) {
        let dimensions = [("view", view.view.description)]
        if let age = view.age {
            gauge("athanor_view_age_seconds", dimensions, Double(age.milliseconds) / 1000)
        }
        gauge("athanor_view_stale", dimensions, view.isStale ? 1 : 0)
        if let history = view.history {
            gauge("athanor_view_failures_in_a_row", dimensions, Double(history.failuresInARow))
        }
    }

    private func record(_ result: ViewRefreshResult) {
        let dimensions = [("view", result.plan.view.description)]
        Counter(
            label: "athanor_refreshes_total", dimensions: dimensions + [("outcome", result.outcome.name)],
            factory: factory
        ).increment()
        guard case .done(let figures, let duration) = result.outcome else { return }
        Timer(label: "athanor_refresh_duration_seconds", dimensions: dimensions, factory: factory)
            .recordMilliseconds(duration.milliseconds)
        if let rows = figures.rowsAfter { gauge("athanor_view_rows", dimensions, Double(rows)) }
        for (change, count) in [
            ("inserted", figures.changes.inserted), ("updated", figures.changes.updated),
            ("deleted", figures.changes.deleted),
        ] {
            guard let count else { continue }
            Counter(
                label: "athanor_refresh_rows_total", dimensions: dimensions + [("change", change)], factory: factory
            ).increment(by: count)
        }
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)], _ value: Double) {
        Gauge(label: label, dimensions: dimensions, factory: factory).record(value)
    }
}
