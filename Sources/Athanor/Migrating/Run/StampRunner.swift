import Foundation

/// Changes the version table without running anything.
struct StampRunner: Sendable {
    let session: MigrationSession

    /// Changes the rows and writes a log entry in one transaction. Deletes the progress of partially applied revisions,
    /// and the checksums of revisions that are no longer applied.
    /// - Parameters:
    ///   - applied: the revisions that are applied after the stamp.
    ///   - purge: whether to delete the checksums of all revisions.
    ///   - views: what the revisions state about views.
    /// - Throws: ``DatabaseFailure``; ``PlanError`` if an id is too long; ``VersionTableMoved``.
    func run(_ plan: StampPlan, applied: Set<RevisionID>, purge: Bool, views: ViewStamp) async throws {
        guard try await isNeeded(plan, purge: purge) else { return }
        if let longest = session.location.longestIdentifier,
            let long = PlanError.tooLong(plan.rowsAdded, longest: longest)
        {
            throw PlanError.identifierTooLong(long, table: session.location.name, longest: longest)
        }
        let (connection, recorder, progress) = (session.connection, session.recorder, ProgressTable(session))
        let checksums = recorder.checksums
        let forgotten = try await checksums.read(on: connection).keys.filter { purge || !applied.contains($0) }.sorted()
        let noting = try await views.noting(on: connection)
        let rows = try await session.rows()
        let startedAt = Date()
        let entries = TransactionEntries(
            move: recorder.versionRows.move(removing: plan.rowsRemoved, adding: plan.rowsAdded, from: rows),
            log: recorder.log(
                .stamp, (plan.changesRows ? plan.rowsAdded : rows).listed, startedAt: startedAt,
                detail: purge && !forgotten.isEmpty ? "checksums forgotten: \(forgotten.count)" : nil),
            marking: [progress.forgettingAll] + forgotten.map(checksums.forgetting) + noting.statements)
        do {
            try await session.transactions.commit([], entries: entries)
        } catch var failure as CommitFailure where failure.isOutcomeUnknown && plan.changesRows {
            failure.found = await outcome(of: plan)
            throw failure
        }
        let found = noting.found
        if !found.views.isEmpty || !found.unknown.isEmpty { session.options.onEvent(.stamped(found)) }
    }

    /// Returns whether anything would change.
    func isNeeded(_ plan: StampPlan, purge: Bool) async throws -> Bool {
        if plan.changesRows { return true }
        if try await !ProgressTable(session).readIfThere(on: session.connection).isEmpty { return true }
        guard purge else { return false }
        // The views of the applied revisions are recorded again.
        if try await !session.rows().isEmpty { return true }
        return try await !session.checksums.read(on: session.connection).isEmpty
    }

    /// Returns the outcome of the commit during which the connection was lost; `nil` if it cannot be checked.
    private func outcome(of plan: StampPlan) async -> LostCommit? {
        await LookAfterLoss(lost: session).take { session, isOver in
            let rows = Set(try await session.rows())
            let isDone = rows.isSuperset(of: plan.rowsAdded) && rows.isDisjoint(with: plan.rowsRemoved)
            guard isDone || isOver else { throw LookAfterLoss.StillOpen() }
            return isDone ? .tookEffect : .rolledBack
        }
    }
}
