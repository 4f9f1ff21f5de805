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

    /// Runs the revision's segments; the version row and the log entry go with the last one.
    /// - Parameters:
    ///   - planned: the revision.
    ///   - rows: the rows that the version table holds now.
    /// - Returns: how long it took.
    /// - Throws: ``RevisionRunFailure``.
    func run(_ planned: PlannedRevision, rows: [RevisionID]) async throws -> Duration {
        let started = ContinuousClock.now
        let startedAt = Date()
        var committed: [LoweredStep] = []
        var runningAlone: LoweredStatement?
        let segments = planned.segments
        do {
            for (index, segment) in segments.enumerated() {
                try Task.checkCancellation()
                let confirm = confirmation(of: rows)
                switch segment {
                case .alone(let lowered):
                    if confirm != nil { try await session.transactions.run([], entries: nil, confirm: confirm) }
                    runningAlone = lowered
                    try await connection.query(lowered.statement)
                    runningAlone = nil
                    committed.append(.statement(lowered))
                case .transaction(let steps):
                    let isLast = index == segments.count - 1
                    let before = committed.isEmpty ? Duration.zero : .now - started
                    try await session.transactions.run(
                        steps, entries: isLast ? entries(planned, startedAt: startedAt, before: before) : nil,
                        confirm: confirm)
                    committed += steps
                }
            }
        } catch {
            await restoreSettings(of: planned)
            throw RevisionRunFailure(
                cause: error, committed: committed, runningAlone: runningAlone, startedAt: startedAt,
                took: .now - started)
        }
        return .now - started
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
