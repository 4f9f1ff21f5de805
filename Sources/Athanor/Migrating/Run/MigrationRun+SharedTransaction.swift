import Foundation
import Synchronization

extension MigrationRun {
    /// Runs a whole plan in one transaction. Either all of its revisions take effect or none.
    /// - Throws: ``MigrationFailure``, or an error of planning.
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
                throw await report(
                    failure.failure, of: failure.planned, by: runner, finished: [], planned: plan.rows,
                    undone: failure.undone)
            }
        }
        return MigrationReport(steps: [], current: plan.rows)
    }

    private func run(_ plan: MigrationPlan, by runner: RevisionRunner) async throws -> MigrationReport {
        let progress = Progress()
        var rows = plan.rows
        let works = plan.revisions.map { planned in
            let entries = runner.recorder.entries(planned, from: rows, startedAt: progress.latest.date)
            rows = planned.step.rows(after: rows)
            return TransactionStep.Work(steps: planned.lowered, entries: entries)
        }
        do {
            try await runner.session.transactions.commit(
                sharing: works,
                confirm: runner.confirmation(of: plan.rows)
            ) { [onEvent = migrator.options.onEvent] index in
                guard progress.begin(index) else { return }
                onEvent(.started(plan.revisions[index].step, title: plan.revisions[index].entry.title))
            }
        } catch {
            let planned = plan.revisions[progress.running]
            await runner.restoreSettings(of: planned)
            await runner.settle(plan.revisions)
            let began = progress.latest
            throw SharedTransactionFailure(
                planned: planned, undone: plan.revisions.prefix(progress.running).map(\.step),
                failure: RevisionRunFailure(
                    RevisionRunState.Remains(
                        cause: error, committed: [], mark: RevisionProgress.Mark(), runningAlone: nil),
                    runner.dialect, startedAt: began.date, took: .now - began.instant))
        }
        let durations = progress.durations(until: .now)
        await runner.settle(plan.revisions)
        let steps = zip(plan.revisions, durations).map { planned, duration in
            announce(planned, duration)
            return MigrationReport.Step(planned.step, duration: duration)
        }
        return MigrationReport(steps: steps, current: rows)
    }

    /// The start times of the revisions of a shared transaction.
    private final class Progress: Sendable {
        /// The same moment by the wall clock, and by a clock that is never set.
        struct Moment {
            let date = Date()
            let instant = ContinuousClock.now
        }

        private let beginning = Moment()
        private let beginnings = Mutex<[Moment]>([])
        private let announced = Mutex(0)

        /// The index of the running revision; 0 before any has started.
        var running: Int { beginnings.withLock { max(0, $0.count - 1) } }

        /// The start of the running revision; before any has started, the start of the run.
        var latest: Moment { beginnings.withLock { $0.last } ?? beginning }

        /// Records that a revision starts. Called again when the transaction is retried.
        /// - Returns: whether it starts for the first time.
        func begin(_ index: Int) -> Bool {
            beginnings.withLock { $0 = $0.prefix(index) + [Moment()] }
            return announced.withLock { count in
                defer { count = max(count, index + 1) }
                return index >= count
            }
        }

        func durations(until end: ContinuousClock.Instant) -> [Duration] {
            let starts = beginnings.withLock { $0.map(\.instant) }
            return zip(starts, starts.dropFirst() + [end]).map { $1 - $0 }
        }
    }
}

/// An error: a revision failed in a transaction that it shared with others.
private struct SharedTransactionFailure: Error {
    let planned: PlannedRevision
    /// The revisions that had run before it.
    let undone: [RevisionStep]
    let failure: RevisionRunFailure
}
