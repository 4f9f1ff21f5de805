import Foundation

/// Moves the version table without running anything.
struct StampRunner: Sendable {
    let session: Session

    /// Changes the rows, with a log entry, in one transaction, and forgets what is half done and what revisions said that
    /// are not applied any more.
    /// - Parameter applied: the revisions that are applied after it.
    /// - Throws: ``DatabaseError``; ``PlanError`` when an id is too long; ``VersionTableMoved``.
    func run(_ plan: StampPlan, applied: Set<RevisionID>) async throws {
        let progress = ProgressTable(session)
        let isHalfDone = try await !progress.read(on: session.connection).isEmpty
        guard plan.changesRows || isHalfDone else { return }
        if let longest = session.location.longestIdentifier,
            let long = PlanError.tooLong(plan.rowsAdded, longest: longest)
        {
            throw PlanError.identifierTooLong(long, table: session.location.name, longest: longest)
        }
        let connection = session.connection
        let seals = SealTable(session)
        let unsealed = try await seals.read(on: connection).keys.filter { !applied.contains($0) }.sorted()
        let identity = RunIdentity(connection)
        let versionTable = session.location.name
        let rows = try await session.rows()
        let subject = (plan.changesRows ? plan.rowsAdded : rows).listed
        let startedAt = Date()
        let entries = TransactionRunner.Entries(
            move: session.versionRows.move(removing: plan.rowsRemoved, adding: plan.rowsAdded, from: rows),
            log: { elapsed in
                LogEntry(
                    kind: .stamp, subject: subject, startedAt: startedAt, elapsed: elapsed, outcome: .done,
                    detail: nil, versionTable: versionTable
                ).statement(by: identity, dialect: connection.database.dialect)
            }, marking: [progress.forgettingAll] + unsealed.map(seals.forgetting))
        do {
            try await session.transactions.run([], entries: entries)
        } catch var failure as CommitFailure where failure.isOutcomeUnknown && plan.changesRows {
            failure.found = await outcome(of: plan)
            throw failure
        }
    }

    /// What became of the commit in which the connection was lost; `nil` when nobody can look.
    private func outcome(of plan: StampPlan) async -> LostCommit? {
        await LookAfterLoss(lost: session).take { session, isOver in
            let rows = Set(try await session.rows())
            let isDone = rows.isSuperset(of: plan.rowsAdded) && rows.isDisjoint(with: plan.rowsRemoved)
            guard isDone || isOver else { throw LookAfterLoss.StillOpen() }
            return isDone ? .tookEffect : .rolledBack
        }
    }
}
