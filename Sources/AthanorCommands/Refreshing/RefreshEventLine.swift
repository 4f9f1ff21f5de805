internal import Athanor

/// An event of a refresh, as a line of JSON.
struct RefreshEventLine: Encodable {
    private let event: String
    private let command = "refresh"
    private let view: String
    private var strategy: String?
    private var reason: String?
    private var expectedMs: Int64?
    private var durationMs: Int64?
    private var rows: Int64?
    private var rowsBefore: Int64?
    private var rowsInserted: Int64?
    private var rowsUpdated: Int64?
    private var rowsDeleted: Int64?
    private var bytes: Int64?
    private var bytesBefore: Int64?
    private var holder: String?
    private var attempt: Int?
    private var holders: [String]?
    private var outcome: String?
    private var because: String?
    private var failure: FailureDocument?

    private enum CodingKeys: CodingKey {
        case event, command, view, strategy, reason, expectedMs, durationMs, rows, rowsBefore, rowsInserted,
            rowsUpdated,
            rowsDeleted, bytes, bytesBefore, holder, attempt, holders, outcome, because, failure
    }

    private init(_ event: String, _ view: QualifiedName) {
        self.event = event
        self.view = view.description
    }

    private init(_ event: String, _ plan: ViewRefreshPlan) {
        self.init(event, plan.view)
        strategy = plan.strategy.name
        reason = plan.strategy.reason
    }

    /// The JSON event for a refresher's event.
    init(_ event: RefreshEvent) {
        switch event {
        case .started(let plan):
            self.init("started", plan)
            expectedMs = plan.expected?.milliseconds
        case .waiting(let view, let holder):
            self.init("waiting", view)
            self.holder = holder
        case .retrying(let view, let attempt, let holders):
            self.init("retrying", view)
            self.attempt = attempt
            self.holders = holders
        case .ended(let result):
            self.init(result)
        }
    }

    private init(_ result: ViewRefreshResult) {
        if case .done(let figures, let duration) = result.outcome {
            self.init("finished", result.plan)
            durationMs = duration.milliseconds
            (rows, rowsBefore) = (figures.rowsAfter, figures.rowsBefore)
            let changes = figures.changes
            (rowsInserted, rowsUpdated, rowsDeleted) = (changes.inserted, changes.updated, changes.deleted)
            (bytes, bytesBefore) = (figures.bytesAfter, figures.bytesBefore)
            return
        }
        self.init("ended", result.plan)
        outcome = result.outcome.name
        if case .skipped(let source) = result.outcome { because = source.description }
        failure = result.explanation.map(FailureDocument.init)
    }
}

/// The event before a refresh, with its plan, as JSON.
struct RefreshPlannedEvent: Encodable {
    private let event = "planned"
    private let command = "refresh"
    private let views: [ViewRefreshPlanDocument]

    private enum CodingKeys: CodingKey {
        case event, command, views
    }

    init(_ plan: RefreshPlan) {
        views = plan.views.map(ViewRefreshPlanDocument.init)
    }
}

/// The event at the end of a successful `refresh`.
struct RefreshesDoneEvent: Encodable {
    private let event = "done"
    private let command = "refresh"
    private let views: [String]
    private let busy: [String]
    private let notDue: [String]
    private let database: DatabaseDocument?

    private enum CodingKeys: CodingKey {
        case event, command, views, busy, notDue, database
    }

    init(_ report: RefreshReport, in database: DatabaseDocument?) {
        self.database = database
        func named(_ outcome: String) -> [String] {
            report.results.filter { $0.outcome.name == outcome }.map(\.plan.view.description)
        }
        (views, busy, notDue) = (named("done"), named("busy"), named("not_due"))
    }
}
