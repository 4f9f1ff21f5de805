/// The state after a failed revision, as far as it can be determined.
struct Aftermath: Sendable {
    /// The rows of the version table.
    let rows: [RevisionID]
    /// Short descriptions of what is committed of the revision.
    let committed: [String]
    let uncertainty: MigrationFailure.Uncertainty
    /// The outcome of a commit during which the connection was lost; `nil` if no commit was lost, or the outcome could
    /// not be checked.
    var lostCommit: LostCommit?
    /// Whether the revision is finished in spite of the error.
    var isDone = false
    /// Whether the failure is recorded in the log. Also `true` for a failure that needs no entry.
    let isLogged: Bool
}

extension MigrationRun {
    /// Records a failure in the log and determines the state of the database. After a lost connection it does both on a
    /// new one.
    /// - Parameters:
    ///   - failure: the failure.
    ///   - step: the revision that failed.
    ///   - runner: the runner of the revision.
    ///   - rows: the rows of the version table before the revision, or before the transaction that it shared.
    func aftermath(
        of failure: RevisionRunFailure, _ step: RevisionStep, by runner: RevisionRunner, planned rows: [RevisionID]
    ) async -> Aftermath {
        // The connection may also be lost after the failure, in the rollback.
        var loss: (any Error)? = failure.rootCause.isLoss ? failure.rootCause : nil
        if loss == nil {
            // A log entry that another migrator was running is not useful.
            let isWaiting = failure.rootCause is LockNotAvailable
            let result = await Cleanup.run { () async -> Result<Aftermath, any Error> in
                var found = rows
                do {
                    found = try await runner.session.rows()
                } catch  where error.isLoss {
                    return .failure(error)
                } catch {
                    // The planned rows are the best information left.
                }
                return .success(
                    Aftermath(
                        rows: found, committed: failure.committed, uncertainty: failure.uncertainty,
                        isLogged: isWaiting ? true : await runner.logFailure(failure, of: step)))
            }
            switch result {
            case .success(let aftermath): return aftermath
            case .failure(let error): loss = error
            }
        }
        if !(loss is CancellationUnanswered) {
            migrator.options.onEvent(.doing(step, "connecting again: the connection was lost"))
            let sight = await LookAfterLoss(lost: runner.session).take { session, isOver in
                try await look(after: failure, step, in: session, isOver: isOver)
            }
            if let sight { return sight }
        }
        let uncertainty = failure.uncertainty == .none ? .unanswered : failure.uncertainty
        return Aftermath(rows: rows, committed: failure.committed, uncertainty: uncertainty, isLogged: false)
    }

    /// Determines the state of a revision during which the connection was lost.
    /// - Parameter isOver: whether the lost session is known to have ended.
    /// - Throws: ``DatabaseFailure``; ``LookAfterLoss/StillOpen`` if the state cannot be determined.
    private func look(
        after failure: RevisionRunFailure, _ step: RevisionStep, in session: MigrationSession, isOver: Bool
    ) async throws -> Aftermath {
        let runner = RevisionRunner(session: session)
        let rows = try await session.rows()
        guard CommitFailure.isOutcomeUnknown(of: failure.cause) else {
            return Aftermath(
                rows: rows, committed: failure.committed, uncertainty: failure.uncertainty,
                isLogged: await runner.logFailure(failure, of: step))
        }
        if try isDone(step, at: rows) {
            return Aftermath(
                rows: rows, committed: [], uncertainty: .none, lostCommit: .tookEffect, isDone: true, isLogged: true)
        }
        guard isOver else { throw LookAfterLoss.StillOpen() }
        let table = ProgressTable(session)
        let progress = try await table.read(on: session.connection)[step.progressKey]
        let committed = progress?.committed ?? []
        var mark = progress?.mark ?? RevisionProgress.Mark()
        if let begun = progress?.begun, mark.hasBegunStatement, !failure.mark.hasBegunStatement {
            // The record of its start was committed, but the statement was never sent.
            try await session.connection.enter(
                table.forgetting(begun.segment, of: step.progressKey), of: session.location.name)
            mark.hasBegunStatement = false
        }
        return Aftermath(
            rows: rows, committed: committed,
            uncertainty: mark.hasBegunStatement ? failure.uncertaintyOfStatement : .none,
            lostCommit: mark == failure.mark ? .rolledBack : .tookEffect,
            isLogged: await runner.logFailure(failure, of: step))
    }

    /// Returns whether a database with these version rows is in the state after the step: the revision is applied, or
    /// no longer applied.
    /// - Throws: `RevisionGraphError` if the rows name a revision that no file has.
    private func isDone(_ step: RevisionStep, at rows: [RevisionID]) throws -> Bool {
        let isApplied = try migrator.revisions.graph.upgradePlan(to: step.revision.rawValue, from: rows).isEmpty
        return isApplied == (step.direction == .upgrade)
    }
}

extension Error {
    /// Whether the connection is lost, or was closed because the database did not answer.
    fileprivate var isLoss: Bool {
        self is CancellationUnanswered || (self as? DatabaseFailure)?.kind == .connectionLost
    }
}
