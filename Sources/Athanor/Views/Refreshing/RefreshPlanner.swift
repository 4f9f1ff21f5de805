/// Plans a refresh from the state of the database. Reads only.
struct RefreshPlanner: Sendable {
    let connection: any Connection
    let settings: RefreshSettings
    /// The facts that decided which views are stale, so that they are not read again; `nil` if they were not read.
    var facts: FreshnessFacts?

    /// Returns the plan for some views and, if requested, for the views that they read and the views that read them.
    /// - Parameter following: views that are refreshed after others although they do not read them.
    /// - Throws: ``DatabaseFailure``.
    func plan(
        _ chosen: [QualifiedName], withUpstream: Bool = false, withDownstream: Bool = false,
        following: [(view: QualifiedName, after: QualifiedName)] = []
    ) async throws -> RefreshPlan {
        let database = connection.module
        let views = database.materializedViews(on: connection)
        let statuses = if let facts { facts.statuses } else { try await views.statuses() }
        let present = Dictionary(statuses.map { ($0.name, $0) }) { first, _ in first }
        let graph = try await database.viewInventory(on: connection).dependencies()
        let selection = RefreshSelection(
            chosen, in: graph, withUpstream: withUpstream, withDownstream: withDownstream, following: following)
        let histories =
            if let facts { facts.histories ?? [:] } else {
                try await RefreshHistoryReader(connection: connection).histories(of: selection.views) ?? [:]
            }
        let everything = RefreshSelection(Array(present.keys), in: graph)
        let planned = try await views.refreshPlans(for: selection.views, settings)
        let byName = Dictionary(planned.map { ($0.view, $0) }) { first, _ in first }
        var plans: [ViewRefreshPlan] = []
        for name in selection.views {
            guard var plan = byName[name] else { continue }
            plan.after = selection.after[name] ?? []
            plan.expected = histories[name]?.typicalDuration
            let empty = (everything.after[name] ?? []).filter { source in
                present[source]?.isPopulated == false && !plan.after.contains(source)
            }
            if !empty.isEmpty { plan.warnings.append(.upstreamNotPopulated(empty)) }
            plans.append(plan)
        }
        return RefreshPlan(views: plans)
    }
}
