internal import Athanor

/// Something that happened while views were refreshed, as machines get it: a line of JSON.
struct RefreshEventLine: Encodable {
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
    init(started plan: ViewRefreshPlan) {
        self.init("started", plan)
    }

    /// A refresh was done.
    init(finished plan: ViewRefreshPlan, _ figures: RefreshFigures, duration: Duration) {
        self.init("finished", plan)
        durationMs = duration.milliseconds
        rows = figures.rowsAfter
    }

    private init(_ event: String, _ plan: ViewRefreshPlan) {
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
    init(_ plans: [ViewRefreshPlan]) {
        views = plans.map(\.view.description)
    }
}
