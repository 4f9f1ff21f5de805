import Foundation
import Synchronization

extension MigrationRun {
    /// Runs a whole plan in one transaction: all of its revisions are done, or none.
    /// - Throws: ``MigrationFailure``, or what planning throws.
    func performTogether(_ plan: MigrationPlan, by runner: RevisionRunner) async throws -> MigrationReport {
        var plan = plan
        while !plan.revisions.isEmpty {
            do {
                return try await run(plan, by: runner)
            } catch let failure as SharedTransactionFailure {
                if failure.failure.rowsFoundInstead != nil, isAbsolute {
                    plan = try await self.plan(in: runner.session)
                    continue
                }
                let others = plan.revisions.map(\.step).filter { $0.revision != failure.planned.step.revision }
                throw await report(
                    failure.failure, of: failure.planned, by: runner, finished: [], planned: plan.rows, undone: others)
            }
        }
        return MigrationReport(steps: [], current: plan.rows)
    }

    private func run(_ plan: MigrationPlan, by runner: RevisionRunner) async throws -> MigrationReport {
        let progress = Progress()
        let startedAt = Date()
        let started = ContinuousClock.now
        do {
            try await runner.session.transactions.run(
                plan.revisions.map { planned in
                    TransactionRunner.Part(
                        steps: planned.lowered, entries: runner.entries(planned, startedAt: startedAt))
                },
                confirm: runner.confirmation(of: plan.rows)
            ) { [onEvent = migrator.options.onEvent] index in
                progress.begin()
                onEvent(.started(plan.revisions[index].step, title: plan.revisions[index].entry.title))
            }
        } catch {
            let planned = plan.revisions[progress.running]
            await runner.restoreSettings(of: planned)
            throw SharedTransactionFailure(
                planned: planned,
                failure: RevisionRunFailure(
                    cause: error, committed: [], runningAlone: nil, startedAt: startedAt, took: .now - started))
        }
        let steps = zip(plan.revisions, progress.durations(until: .now)).map { planned, duration in
            announce(planned, duration)
            return MigrationReport.Step(step: planned.step, duration: duration)
        }
        let current = plan.revisions.reduce(plan.rows) { rows, planned in planned.step.rows(after: rows) }
        return MigrationReport(steps: steps, current: current)
    }

    /// When each revision of a shared transaction began.
    private final class Progress: Sendable {
        private let beginnings = Mutex<[ContinuousClock.Instant]>([])

        /// The place of the revision that runs; the first one's before any has begun.
        var running: Int { beginnings.withLock { max(0, $0.count - 1) } }

        func begin() {
            beginnings.withLock { $0.append(.now) }
        }

        func durations(until end: ContinuousClock.Instant) -> [Duration] {
            let starts = beginnings.withLock { $0 }
            return zip(starts, starts.dropFirst() + [end]).map { $1 - $0 }
        }
    }
}

/// A revision failed in a transaction that it shared with others.
private struct SharedTransactionFailure: Error {
    let planned: PlannedRevision
    let failure: RevisionRunFailure
}
