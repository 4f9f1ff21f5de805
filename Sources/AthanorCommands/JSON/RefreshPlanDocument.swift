internal import Athanor

/// A plan of refreshes, as JSON.
struct RefreshPlanDocument: Encodable {
    private let database: DatabaseDocument?
    private let views: [ViewRefreshPlanDocument]

    init(_ plan: RefreshPlan, in database: DatabaseDocument?) {
        self.database = database
        views = plan.views.map(ViewRefreshPlanDocument.init)
    }
}

/// The planned refresh of one view, as JSON.
struct ViewRefreshPlanDocument: Encodable {
    private struct Warning: Encodable {
        let kind: String
        let text: String
    }

    private let view: String
    private let strategy: String
    private let reason: String
    private let waitsFor: [String]
    /// Absent if it has not been refreshed yet.
    private let expectedMs: Int64?
    private let warnings: [Warning]
    private let statements: [String]
    /// The statement that would make a refused refresh possible.
    private var remedy: String?
    private var remedyNote: String?

    init(_ plan: ViewRefreshPlan) {
        view = plan.view.description
        strategy = plan.strategy.name
        reason = plan.strategy.reason
        waitsFor = plan.after.map(\.description)
        expectedMs = plan.expected?.milliseconds
        warnings = plan.warnings.map { Warning(kind: $0.name, text: $0.description) }
        statements = plan.statements.map(\.text)
        guard case .refused(let refusal) = plan.strategy else { return }
        remedy = refusal.remedy
        remedyNote = refusal.note
    }
}
