/// What a revision that failed has left, as far as can be found out.
struct Aftermath: Sendable {
    /// The rows of the version table.
    let rows: [RevisionID]
    /// What is committed of the revision, in a few words each.
    let committed: [String]
    let uncertainty: MigrationFailure.Uncertainty
    /// What became of a commit during which the connection was lost; `nil` when none was, or nobody could look.
    var lostCommit: LostCommit?
    /// Whether the revision is done all the same.
    var isDone = false
    /// Whether the failure stands in the log; one that is none after all needs not.
    let isLogged: Bool
}

extension MigrationRun {
    /// Enters a failure into the log, and looks where the database is. Where the connection was lost, both is done through
    /// a new one.
    /// - Parameters:
    ///   - failure: what happened.
    ///   - step: the revision that failed.
    ///   - runner: what ran it.
    ///   - rows: the rows that the version table held before.
    func aftermath(
        of failure: RevisionRunFailure, _ step: RevisionStep, by runner: RevisionRunner, planned rows: [RevisionID]
    ) async -> Aftermath {
        // The connection may also be lost after the failure, in the rollback.
        var loss: (any Error)? = failure.rootCause.isLoss ? failure.rootCause : nil
        if loss == nil {
            // Nobody could do anything with an entry that says that someone else was at work.
            let isWaiting = failure.rootCause is LockNotAvailable
            let result = await Cleanup.run { () async -> Result<Aftermath, any Error> in
                var found = rows
                do {
                    found = try await runner.session.rows()
                } catch  where error.isLoss {
                    return .failure(error)
                } catch {
                    // What was planned with is the best that is known.
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

    /// Looks at a revision in whose course the connection was lost.
    /// - Parameter isOver: whether the lost session is known to be over.
    /// - Throws: ``DatabaseError``; ``LookAfterLoss/StillOpen`` when there is no saying.
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
            // The note that it begins was committed, and then it was never sent.
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

    /// Whether a database whose version table holds these rows has the revision, or has it no more, as the step wants.
    /// - Throws: `RevisionGraphError` when the rows name a revision that no file has.
    private func isDone(_ step: RevisionStep, at rows: [RevisionID]) throws -> Bool {
        let isApplied = try migrator.revisions.graph.upgradePlan(to: step.revision.rawValue, from: rows).isEmpty
        return isApplied == (step.direction == .upgrade)
    }
}

extension Error {
    /// Whether the connection is gone: lost, or given up since the database did not answer.
    fileprivate var isLoss: Bool {
        self is CancellationUnanswered || (self as? DatabaseError)?.kind == .connectionLost
    }
}
