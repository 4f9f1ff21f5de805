import Foundation

/// Runs one revision of a plan.
struct RevisionRunner: Sendable {
    let session: MigrationSession
    let recorder: Recorder

    init(session: MigrationSession) {
        self.session = session
        recorder = session.recorder
    }

    private var connection: any Connection { session.connection }
    var dialect: any Dialect { connection.module.dialect }

    /// Runs the segments of the revision. The version row and the log entry are written with the last one. Segments
    /// that an earlier run committed are skipped.
    /// - Parameters:
    ///   - planned: the revision.
    ///   - rows: the rows that the version table holds now.
    ///   - earlier: the progress of an earlier run of the revision, verified against the revision as it is now.
    /// - Returns: the duration.
    /// - Throws: ``RevisionRunFailure``; ``ProgressMoved`` if another migrator has continued the revision.
    func run(
        _ planned: PlannedRevision, rows: [RevisionID], after earlier: RevisionProgress? = nil
    ) async throws -> Duration {
        let started = ContinuousClock.now
        let startedAt = Date()
        let segments = planned.segments
        var state = RevisionRunState(segments, after: earlier)
        do {
            if let earlier { try await goOn(after: earlier, with: segments, of: planned) }
            for index in state.remaining {
                try Task.checkCancellation()
                let confirm = confirmation(
                    of: rows, finished: state.isDivided ? state.finished : nil, planned.step)
                let segment = segments[index]
                switch segment {
                case .alone(let lowered):
                    try await run(
                        lowered, index, segment, of: planned, after: earlier?.segment(index), confirm: confirm
                    ) { state.ran(lowered) }
                case .ownTransaction:
                    let entries = entries(ofSegment: index, segment, of: planned, startedAt: Date())
                    try await transactions(planned).commit(
                        planned.work(ofSegment: index), entries: entries, confirm: confirm)
                case .batches(let backfill):
                    try await run(
                        backfill, index, segment, of: planned, after: earlier?.segment(index), confirm: confirm)
                case .transaction:
                    var entries: TransactionEntries
                    if index < segments.count - 1 {
                        entries = TransactionEntries(marking: [mark(index, of: planned)], rights: rights(planned))
                    } else {
                        let before = state.committed.isEmpty ? Duration.zero : .now - started
                        entries = recorder.entries(planned, from: rows, startedAt: startedAt, before: before)
                        if state.isDivided { entries.marking.append(progressTable.forgetting(planned.step)) }
                    }
                    try await transactions(planned).commit(
                        planned.work(ofSegment: index), entries: entries, confirm: confirm)
                }
                state.finish(index)
            }
        } catch let moved as ProgressMoved {
            throw moved
        } catch {
            await restoreSettings(of: planned)
            await settle([planned])
            throw RevisionRunFailure(state.remains(after: error), dialect, startedAt: startedAt, took: .now - started)
        }
        let took = .now - started
        await settle([planned])
        return took
    }

    private var progressTable: ProgressTable { ProgressTable(session) }

    /// Reports that the run continues after committed segments, and restores the session settings that they made.
    private func goOn(
        after earlier: RevisionProgress, with segments: [Segment], of planned: PlannedRevision
    ) async throws {
        session.options.onEvent(
            .resumed(planned.step, finishedSegments: earlier.finished.count, segments: segments.count))
        let finished = earlier.finished.sorted().flatMap { segments[$0].steps }
        for statement in dialect.settings(in: finished) { try await connection.query(sql: statement) }
    }

    private func transactions(_ planned: PlannedRevision) -> TransactionRunner {
        session.transactions.reporting { [onEvent = session.options.onEvent] message in
            onEvent(.doing(planned.step, message))
        }
    }

    /// Runs a non-transactional statement, and then records that in a transaction of its own.
    /// - Parameter ran: called between the two: what follows can fail although the statement took effect.
    private func run(
        _ statement: LoweredStatement, _ index: Int, _ segment: Segment, of planned: PlannedRevision,
        after earlier: RevisionProgress.SegmentProgress?, confirm: (@Sendable () async throws -> Void)?, ran: () -> Void
    ) async throws {
        let (began, beganAt) = (ContinuousClock.now, Date())
        let recorded = RecordedSegment(index, of: planned)
        try await NonTransactionalStatementRunner(
            session: session, statement: statement, work: planned.segments[..<index].flatMap(\.steps),
            beginning: { [table = progressTable] before in
                table.noting(
                    recorded, of: planned.step, isFinished: false, position: before.isEmpty ? nil : before)
            },
            forgetting: progressTable.forgetting(index, of: planned.step.progressKey),
            rights: rights(planned)
        ).run(after: earlier, confirm: confirm)
        ran()
        let entries = entries(ofSegment: index, segment, of: planned, startedAt: beganAt, before: .now - began)
        try await transactions(planned).commit([], entries: entries)
    }

    /// Runs an update in batches, continuing where an earlier run stopped.
    private func run(
        _ backfill: Backfill, _ index: Int, _ segment: Segment, of planned: PlannedRevision,
        after earlier: RevisionProgress.SegmentProgress?, confirm: (@Sendable () async throws -> Void)?
    ) async throws {
        let (began, beganAt) = (ContinuousClock.now, Date())
        let (table, step, recorded) = (progressTable, planned.step, RecordedSegment(index, of: planned))
        let onEvent = session.options.onEvent
        let rows = try await BackfillRunner(
            session: session, backfill: backfill, place: planned.work(ofSegment: index),
            noting: { [rights = rights(planned) + recorder.guarding] position, rows in
                rights + [table.noting(recorded, of: step, isFinished: false, position: position, rows: rows)]
            },
            noted: { connection in try await table.read(on: connection)[step.progressKey]?.segment(index) },
            onProgress: { onEvent(.progress(step, $0)) }
        ).run(after: earlier, confirm: confirm)
        let entries = entries(
            ofSegment: index, segment, of: planned, startedAt: beganAt, before: .now - began, rows: rows)
        do {
            try await session.transactions.commit([], entries: entries, confirm: confirm)
        } catch  where rows > 0 && !(error is ProgressMoved) {
            throw BackfillStopped(cause: error, summary: backfill.summary, rows: rows)
        }
    }

    private func mark(_ index: Int, of planned: PlannedRevision, rows: Int64 = 0) -> SQLStatement {
        progressTable.noting(RecordedSegment(index, of: planned), of: planned.step, isFinished: true, rows: rows)
    }

    private func rights(_ planned: PlannedRevision) -> [SQLStatement] {
        dialect.takingOwnRights(after: planned.lowered)
    }

    /// Returns the entries for a segment that commits separately, with its progress.
    private func entries(
        ofSegment index: Int, _ segment: Segment, of planned: PlannedRevision, startedAt: Date,
        before: Duration = .zero, rows: Int64 = 0
    ) -> TransactionEntries {
        var entries = recorder.entries(for: segment, of: planned, startedAt: startedAt, before: before)
        entries.marking.append(mark(index, of: planned, rows: rows))
        return entries
    }

    /// Records the failure of a revision in the log, in a transaction of its own after the rollback.
    /// - Returns: whether it was recorded.
    func logFailure(_ failure: RevisionRunFailure, of step: RevisionStep) async -> Bool {
        let entry = recorder.entry(
            LogEntry.Kind(step.direction), step.revision.rawValue, startedAt: failure.startedAt,
            .measured(failure.took), .failed, detail: Explanation(of: failure.rootCause).message)
        do {
            try await connection.enter(entry, of: session.location.name)
            return true
        } catch {
            return false
        }
    }

    func restoreSettings(of planned: PlannedRevision) async {
        let restoring = dialect.restoringSettings(after: planned.lowered)
        guard !restoring.isEmpty else { return }
        await Cleanup.run { [connection] in _ = try? await connection.run(restoring) }
    }

    /// Removes the changes that revisions have left in the session. It runs outside any transaction, so a failure here
    /// rolls nothing back.
    func settle(_ revisions: [PlannedRevision]) async {
        let steps = dialect.settling(after: revisions.flatMap(\.lowered))
        guard !steps.isEmpty else { return }
        await Cleanup.run { [connection] in
            for step in steps { _ = try? await connection.run([step]) }
        }
    }

    /// Reads the version rows and the progress of the revision again if the lock lasts only as long as a transaction.
    /// - Parameters:
    ///   - rows: the rows of the version table, as far as this run knows.
    ///   - finished: the finished segments, as far as this run knows; `nil` for a revision with only one segment.
    ///   - step: the revision.
    func confirmation(
        of rows: [RevisionID], finished: Set<Int>? = nil, _ step: RevisionStep? = nil
    ) -> (@Sendable () async throws -> Void)? {
        guard session.locksEachTransaction else { return nil }
        let (connection, versionRows, table) = (connection, session.versionRows, progressTable)
        return {
            let found = try await versionRows.read(on: connection)
            if Set(found) != Set(rows) { throw VersionTableMoved(found: found, moment: .beforeWork) }
            guard let finished, let step else { return }
            let progress = try await table.read(on: connection)[step.progressKey]
            if progress?.finished ?? [] != finished { throw ProgressMoved() }
        }
    }
}
