import Foundation

/// Runs one revision of a plan.
struct RevisionRunner: Sendable {
    let session: Session
    let identity: RunIdentity

    init(session: Session) {
        self.session = session
        identity = RunIdentity(session.connection)
    }

    private var connection: any Connection { session.connection }
    private var dialect: any Dialect { connection.database.dialect }

    /// Runs the revision's segments; the version row and the log entry go with the last one. Segments that an earlier run
    /// has committed are passed over.
    /// - Parameters:
    ///   - planned: the revision.
    ///   - rows: the rows that the version table holds now.
    /// - Returns: how long it took.
    /// - Throws: ``RevisionRunFailure``; ``HalfDoneRevision``.
    func run(_ planned: PlannedRevision, rows: [RevisionID]) async throws -> Duration {
        let started = ContinuousClock.now
        let startedAt = Date()
        var committed: [LoweredStep] = []
        var runningAlone: LoweredStatement?
        let segments = planned.segments
        do {
            let progress = segments.count > 1 ? try await progressTable.read(planned.step, on: connection) : nil
            try await goOn(progress, with: segments, of: planned)
            for (index, segment) in segments.enumerated() {
                if progress?.finished.contains(index) == true {
                    committed += segment.steps
                    continue
                }
                try Task.checkCancellation()
                let confirm = confirmation(of: rows)
                switch segment {
                case .alone(let lowered):
                    if confirm != nil { try await session.transactions.run([], entries: nil, confirm: confirm) }
                    runningAlone = lowered
                    let began = ContinuousClock.now
                    let beganAt = Date()
                    try await connection.query(lowered.statement)
                    runningAlone = nil
                    try await session.transactions.run(
                        [],
                        entries: partEntries(
                            index, segment, of: planned, startedAt: beganAt, before: .now - began))
                case .ownTransaction(let steps):
                    try await session.transactions.run(
                        steps, entries: partEntries(index, segment, of: planned, startedAt: Date()), confirm: confirm)
                case .batches(let backfill):
                    try await run(backfill, index, segment, of: planned, after: progress, confirm: confirm)
                case .transaction(let steps):
                    let isLast = index == segments.count - 1
                    let before = committed.isEmpty ? Duration.zero : .now - started
                    var entries =
                        isLast
                        ? entries(planned, startedAt: startedAt, before: before)
                        : TransactionRunner.Entries(marking: [mark(index, segment, of: planned)])
                    if isLast, segments.count > 1 { entries.marking = [progressTable.forgetting(planned.step)] }
                    try await session.transactions.run(steps, entries: entries, confirm: confirm)
                }
                committed += segment.steps
            }
        } catch let half as HalfDoneRevision {
            throw half
        } catch {
            await restoreSettings(of: planned)
            throw RevisionRunFailure(
                cause: error, committed: committed, runningAlone: runningAlone, startedAt: startedAt,
                took: .now - started)
        }
        return .now - started
    }

    private var progressTable: ProgressTable { ProgressTable(dialect: dialect) }

    /// Makes sure that the segments that are committed are those of the revision as it is now, says that the run goes on
    /// after them, and gives the session the settings that they made.
    private func goOn(_ progress: RevisionProgress?, with segments: [Segment], of planned: PlannedRevision) async throws
    {
        guard let progress, !progress.parts.isEmpty else { return }
        for part in progress.parts {
            let segment = part.segment < segments.count - 1 ? segments[part.segment] : nil
            guard let segment, segment.fingerprint == part.fingerprint else {
                throw HalfDoneRevision.edited(
                    planned.step.revision, path: planned.entry.path,
                    part: segment?.summary ?? "number \(part.segment + 1), which is not there any more")
            }
        }
        session.options.onEvent(
            .resumed(planned.step, finishedParts: progress.finished.count, parts: segments.count))
        let finished = progress.finished.sorted().flatMap { segments[$0].steps }
        for statement in dialect.settings(in: finished) { try await connection.query(statement) }
    }

    /// Runs an update in batches, from where an earlier run has left it.
    private func run(
        _ backfill: Backfill, _ index: Int, _ segment: Segment, of planned: PlannedRevision,
        after progress: RevisionProgress?, confirm: (@Sendable () async throws -> Void)?
    ) async throws {
        let beganAt = Date()
        let began = ContinuousClock.now
        let (table, step, fingerprint) = (progressTable, planned.step, segment.fingerprint)
        let onEvent = session.options.onEvent
        try await BackfillRunner(
            session: session, backfill: backfill,
            noting: { position, rows, isFinished in
                table.noting(
                    index, of: step, fingerprint: fingerprint, isFinished: isFinished, position: position, rows: rows)
            },
            onProgress: { onEvent(.progress(step, $0)) }
        ).run(after: progress?.part(index), confirm: confirm)
        try await session.transactions.run(
            [],
            entries: TransactionRunner.Entries(
                log: logging(segment, of: planned, startedAt: beganAt), before: .now - began))
    }

    private func mark(_ index: Int, _ segment: Segment, of planned: PlannedRevision) -> Statement {
        progressTable.noting(index, of: planned.step, fingerprint: segment.fingerprint, isFinished: true)
    }

    /// What is entered with a part that commits by itself.
    private func partEntries(
        _ index: Int, _ segment: Segment, of planned: PlannedRevision, startedAt: Date, before: Duration = .zero
    ) -> TransactionRunner.Entries {
        TransactionRunner.Entries(
            log: logging(segment, of: planned, startedAt: startedAt), marking: [mark(index, segment, of: planned)],
            before: before)
    }

    private func logging(
        _ segment: Segment, of planned: PlannedRevision, startedAt: Date
    ) -> @Sendable (LogEntry.Elapsed) -> Statement {
        let (identity, dialect, subject) = (identity, dialect, planned.step.revision.rawValue)
        let detail = segment.summary
        return { elapsed in
            LogEntry(
                kind: .statement, subject: subject, startedAt: startedAt, elapsed: elapsed, outcome: .done,
                detail: detail
            ).statement(by: identity, dialect: dialect)
        }
    }

    /// Enters into the log that a revision failed. It stands in a transaction of its own, after the rollback.
    /// - Returns: whether that could be entered.
    func logFailure(_ failure: RevisionRunFailure, of step: RevisionStep) async -> Bool {
        let entry = LogEntry(
            kind: LogEntry.Kind(step.direction), subject: step.revision.rawValue, startedAt: failure.startedAt,
            elapsed: .measured(failure.took), outcome: .failed, detail: Explanation(of: failure.rootCause).message)
        do {
            try await connection.query(entry.statement(by: identity, dialect: dialect))
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

    /// What is entered with the last of a revision's work.
    /// - Parameter startedAt: when the revision began; asked when it has.
    func entries(
        _ planned: PlannedRevision, startedAt: @autoclosure @escaping @Sendable () -> Date, before: Duration = .zero
    ) -> TransactionRunner.Entries {
        let step = planned.step
        let (identity, dialect) = (identity, dialect)
        return TransactionRunner.Entries(
            moves: session.versionRows.statements(removing: step.rowsRemoved, adding: step.rowsAdded),
            log: { elapsed in
                LogEntry(
                    kind: LogEntry.Kind(step.direction), subject: step.revision.rawValue, startedAt: startedAt(),
                    elapsed: elapsed, outcome: .done, detail: nil
                ).statement(by: identity, dialect: dialect)
            },
            before: before, restoring: dialect.restoringSettings(after: planned.lowered))
    }

    /// Reads the version rows again, where the lock lasts no longer than a transaction.
    func confirmation(of rows: [RevisionID]) -> (@Sendable () async throws -> Void)? {
        guard session.locksEachTransaction else { return nil }
        let (connection, versionRows) = (connection, session.versionRows)
        return {
            let found = try await versionRows.read(on: connection)
            if Set(found) != Set(rows) { throw VersionTableMoved(found: found) }
        }
    }
}

extension LogEntry.Kind {
    /// The kind of work that a step is.
    init(_ direction: RevisionStep.Direction) {
        switch direction {
        case .upgrade: self = .upgrade
        case .downgrade: self = .downgrade
        }
    }
}

/// A revision did not finish.
struct RevisionRunFailure: Error {
    let cause: any Error
    /// What of it had been committed before.
    let committed: [LoweredStep]
    /// The statement that ran outside a transaction when it failed.
    let runningAlone: LoweredStatement?
    let startedAt: Date
    let took: Duration

    /// Why, below the commit that it may have failed in.
    var rootCause: any Error { CommitFailure.rootCause(of: cause) }

    /// What is not known about the database now.
    var uncertainty: MigrationFailure.Uncertainty {
        if CommitFailure.isOutcomeUnknown(of: cause) { return .commit }
        guard let runningAlone else { return .none }
        return .statementAlone(ExecuteSQL.shortened(runningAlone.statement.text))
    }

    /// The rows that the version table was found to hold instead of those planned from, when that is all that happened.
    var rowsFoundInstead: [RevisionID]? {
        committed.isEmpty && runningAlone == nil ? (cause as? VersionTableMoved)?.found : nil
    }
}
