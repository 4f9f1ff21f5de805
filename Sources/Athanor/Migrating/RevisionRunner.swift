import Foundation

/// Runs one revision of a plan.
struct RevisionRunner: Sendable {
    let connection: any Connection
    let versionRows: VersionRows
    let identity: RunIdentity
    /// Whether the version rows must be read again inside each transaction, since the lock lasts no longer than one.
    let confirmsRows: Bool

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
        let segments = planned.segments
        do {
            for (index, segment) in segments.enumerated() {
                try Task.checkCancellation()
                switch segment {
                case .alone(let lowered):
                    try await connection.query(lowered.statement)
                    committed.append(.statement(lowered))
                    let restoring = connection.database.dialect.restoringSettings(after: lowered)
                    if !restoring.isEmpty { try await connection.run(restoring) }
                case .transaction(let steps):
                    let isLast = index == segments.count - 1
                    try await TransactionRunner(connection: connection).run(
                        steps,
                        entries: isLast
                            ? entries(planned, startedAt: startedAt, before: committed.isEmpty ? .zero : .now - started)
                            : nil,
                        confirm: confirmation(of: rows))
                    committed += steps
                }
            }
        } catch {
            throw RevisionRunFailure(cause: error, committed: committed, startedAt: startedAt, took: .now - started)
        }
        return .now - started
    }

    /// Enters into the log that a revision failed. It stands in a transaction of its own, after the rollback.
    func logFailure(_ failure: RevisionRunFailure, of step: RevisionStep) async {
        let entry = LogEntry(
            kind: LogEntry.Kind(step.direction), subject: step.revision.rawValue, startedAt: failure.startedAt,
            elapsed: .measured(failure.took), outcome: .failed, detail: Explanation(of: failure.rootCause).message)
        _ = try? await connection.query(entry.statement(by: identity, dialect: connection.database.dialect))
    }

    private func entries(
        _ planned: PlannedRevision, startedAt: Date, before: Duration
    ) -> TransactionRunner.Entries {
        let step = planned.step
        let identity = identity
        let dialect = connection.database.dialect
        return TransactionRunner.Entries(
            moves: versionRows.statements(removing: step.rowsRemoved, adding: step.rowsAdded),
            log: { elapsed in
                LogEntry(
                    kind: LogEntry.Kind(step.direction), subject: step.revision.rawValue, startedAt: startedAt,
                    elapsed: elapsed, outcome: .done, detail: nil
                ).statement(by: identity, dialect: dialect)
            },
            before: before)
    }

    private func confirmation(of rows: [RevisionID]) -> (@Sendable () async throws -> Void)? {
        guard confirmsRows else { return nil }
        let (connection, versionRows) = (connection, versionRows)
        return {
            let found = try await versionRows.read(on: connection)
            if Set(found) != Set(rows) { throw RowsMoved(found: found) }
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

/// The version table holds other rows than the plan was made for. Nothing of the plan's next step has run.
struct RowsMoved: Error {
    let found: [RevisionID]
}

/// A revision did not finish.
struct RevisionRunFailure: Error {
    let cause: any Error
    /// What of it had been committed before.
    let committed: [LoweredStep]
    let startedAt: Date
    let took: Duration

    /// Why, below the commit that it may have failed in.
    var rootCause: any Error { (cause as? CommitFailure)?.cause ?? cause }

    /// Whether the connection was lost in the commit, so that nobody knows here whether it took effect.
    var isOutcomeUnknown: Bool {
        guard let commit = cause as? CommitFailure, let error = commit.cause as? DatabaseError else { return false }
        return error.kind == .connectionLost
    }
}
