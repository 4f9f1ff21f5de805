internal import Athanor

/// Something that happened while views were refreshed, as machines get it: a line of JSON.
struct RefreshEvent: Encodable {
    private let event: String
    private let command = "refresh"
    private let view: String
    private let strategy: String
    private let reason: String
    private var durationMs: Int64?
    private var rows: Int64?

    private enum CodingKeys: CodingKey {
        case event, command, view, strategy, reason, durationMs, rows
    }

    /// A refresh begins.
    init(started plan: RefreshPlan) {
        self.init("started", plan)
    }

    /// A refresh was done.
    init(finished report: ViewRefresher.Report) {
        self.init("finished", report.plan)
        durationMs = report.duration.milliseconds
        switch report.rows {
        case .exact(let count), .estimate(let count): rows = count
        case .unknown: break
        }
    }

    private init(_ event: String, _ plan: RefreshPlan) {
        self.event = event
        view = plan.view.description
        strategy = plan.strategy.name
        reason = plan.strategy.reason
    }
}

/// The end of a `refresh` that succeeded.
struct RefreshesDoneEvent: Encodable {
    private let event = "done"
    private let command = "refresh"
    private let views: [String]

    private enum CodingKeys: CodingKey {
        case event, command, views
    }

    /// All views were refreshed.
    init(_ plans: [RefreshPlan]) {
        views = plans.map(\.view.description)
    }
}
