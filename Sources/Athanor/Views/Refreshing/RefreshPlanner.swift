/// Plans a refresh by what stands in the database. It only reads.
struct RefreshPlanner: Sendable {
    let connection: any Connection
    let settings: RefreshSettings

    /// The plan for some views, and for what they read and what reads them where that is wanted.
    /// - Throws: ``DatabaseError``.
    func plan(
        _ chosen: [QualifiedName], withUpstream: Bool, withDownstream: Bool
    ) async throws -> RefreshPlan {
        let views = connection.database.materializedViews(on: connection)
        let present = Dictionary(try await views.all(exactRows: false).map { ($0.name, $0) }) { first, _ in first }
        let graph = try await connection.database.viewInventory(on: connection).dependencies()
        let selection = RefreshSelection(
            chosen, in: graph, withUpstream: withUpstream, withDownstream: withDownstream)
        let histories = try await RefreshHistoryReader(connection: connection).histories(of: selection.views) ?? [:]
        let everything = RefreshSelection(Array(present.keys), in: graph)
        var plans: [ViewRefreshPlan] = []
        for name in selection.views {
            guard let view = present[name] else { continue }
            var plan = try await views.refreshPlan(for: view, settings)
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
