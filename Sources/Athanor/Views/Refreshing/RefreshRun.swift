/// Runs a plan. Refreshes up to ``RefreshRequest/jobs`` independent views at the same time, and skips views that read a
/// view which could not be refreshed.
struct RefreshRun: Sendable {
    let address: DatabaseAddress
    let options: MigratorOptions
    let request: RefreshRequest
    /// Called after a view is claimed: returns whether it still must be refreshed. `nil` always refreshes.
    var isDue: (@Sendable (QualifiedName, any Connection) async throws -> Bool)?
    let onEvent: @Sendable (RefreshEvent) -> Void

    private struct Ended: Sendable {
        let result: ViewRefreshResult
        /// The session, for the next view.
        let session: MigrationSession?
    }

    /// Runs the plan.
    /// - Throws: `CancellationError` if the task was cancelled before all views had ended.
    func run(_ plan: RefreshPlan) async throws -> RefreshReport {
        var order = RefreshOrder(plan)
        var results: [ViewRefreshResult] = []
        let jobs = max(1, min(request.jobs, address.module.writersAtOnce ?? .max))
        await withTaskGroup(of: Ended.self) { group in
            var idle: [MigrationSession] = []
            var running = 0
            while true {
                while running < jobs, !Task.isCancelled, let next = order.next() {
                    if case .refused(let refusal) = next.strategy {
                        end(ViewRefreshResult(plan: next, outcome: .refused(refusal)), &results, &order)
                        continue
                    }
                    let session = idle.popLast()
                    group.addTask { await refresh(next, on: session) }
                    running += 1
                }
                guard let ended = await group.next() else { break }
                running -= 1
                if let session = ended.session { idle.append(session) }
                end(ended.result, &results, &order)
            }
            for session in idle { await Cleanup.run { await session.connection.close() } }
        }
        if results.count < plan.views.count || results.contains(where: { $0.outcome.isCancelled }) {
            throw CancellationError()
        }
        return RefreshReport(results: results)
    }

    /// Refreshes one view of a plan, on a connection of its own.
    func refresh(_ plan: ViewRefreshPlan) async -> ViewRefreshResult {
        if case .refused(let refusal) = plan.strategy {
            return ViewRefreshResult(plan: plan, outcome: .refused(refusal))
        }
        let ended = await refresh(plan, on: nil)
        if let session = ended.session { await Cleanup.run { await session.connection.close() } }
        return ended.result
    }

    private func end(
        _ result: ViewRefreshResult, _ results: inout [ViewRefreshResult], _ order: inout RefreshOrder
    ) {
        results.append(result)
        onEvent(.ended(result))
        guard result.outcome.isFailure else {
            order.finish(result.plan.view)
            return
        }
        guard !result.outcome.isCancelled else { return }
        for reader in order.skip(readersOf: result.plan.view) {
            let skipped = ViewRefreshResult(plan: reader, outcome: .skipped(because: result.plan.view))
            results.append(skipped)
            onEvent(.ended(skipped))
        }
    }

    private func refresh(_ plan: ViewRefreshPlan, on idle: MigrationSession?) async -> Ended {
        let session: MigrationSession
        do {
            if let idle {
                session = idle
            } else {
                session = try await MigrationSession.open(address, access: .readWrite, options: options)
            }
        } catch {
            let failure = RefreshFailure(plan: plan, cause: error, isOutcomeUnknown: false, holders: [])
            let outcome: ViewRefreshOutcome = error is CancellationError ? .cancelled : .failed(failure)
            return Ended(result: ViewRefreshResult(plan: plan, outcome: outcome), session: nil)
        }
        onEvent(.started(plan))
        let run = ViewRefreshRun(
            plan: plan, session: session, settings: request.settings, whenBusy: request.whenBusy, isDue: isDue,
            onEvent: onEvent)
        let outcome = await withTaskExecutorPreference(session.connection.preferredExecutor) { await run.run() }
        let result = ViewRefreshResult(plan: plan, outcome: outcome)
        guard case .failed = outcome else { return Ended(result: result, session: session) }
        // After any failure the next view gets a fresh session.
        await Cleanup.run { await session.connection.close() }
        return Ended(result: result, session: nil)
    }
}

extension ViewRefreshOutcome {
    fileprivate var isCancelled: Bool {
        if case .cancelled = self { true } else { false }
    }
}
