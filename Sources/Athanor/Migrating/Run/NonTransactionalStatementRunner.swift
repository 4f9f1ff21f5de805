/// Runs a non-transactional statement, and records enough for the next run to recover if this one dies.
///
/// The start is committed before the statement, and the end after it. If a run finds a start without an end, it queries
/// the catalog, unless a user has recorded the outcome.
struct NonTransactionalStatementRunner: Sendable {
    let session: MigrationSession
    let statement: LoweredStatement
    /// The steps of the revision before the statement.
    let work: [LoweredStep]
    /// Records the start, and what looked like its leftovers before.
    let beginning: @Sendable (_ before: [Value]) -> SQLStatement
    /// Deletes the record of the start.
    let forgetting: SQLStatement
    /// Restores Athanor's own rights before either record: the revision may have changed the role.
    let rights: [SQLStatement]

    private var connection: any Connection { session.connection }
    private var dialect: any Dialect { connection.module.dialect }

    /// Runs the statement, unless an earlier run did. Retries if it could not get a lock and has left nothing behind.
    /// - Parameters:
    ///   - earlier: the record of an earlier run that started the statement and did not record the outcome.
    ///   - confirm: called first in a transaction.
    /// - Throws: ``NonTransactionalStatementFailure``; the error of recording the start.
    func run(
        after earlier: RevisionProgress.SegmentProgress?, confirm: (@Sendable () async throws -> Void)?
    ) async throws {
        var earlier = earlier
        // A statement with its own lock timeout has waited long enough, and cleaning up after it may wait as long.
        var mayRunAgain = !PatientStatement(session: session, lowered: statement, work: work).hasPatienceOfItsOwn
        try await session.patience.retry.run(unless: { mayRunAgain ? nil : .ranAlone }) { number in
            do {
                try await attempt(number, after: earlier, confirm: confirm)
            } catch let failure as NonTransactionalStatementFailure {
                // After an undo the record is deleted, so the next attempt records a new start.
                if failure.isUndone { earlier = nil } else { mayRunAgain = false }
                throw failure
            }
        }
    }

    private func attempt(
        _ number: Int, after earlier: RevisionProgress.SegmentProgress?, confirm: (@Sendable () async throws -> Void)?
    ) async throws {
        // Read the catalog before recording the start, so that nothing can fail between the record and the statement.
        let before =
            if let earlier {
                try await Before(traces: earlier.position ?? [], transactionNumber: transactionNumber())
            } else {
                try await Before(traces: traces(), transactionNumber: transactionNumber())
            }
        if earlier != nil {
            // Nothing is recorded here, so that the next run finds the record of the earlier run.
            if let confirm { try await session.transactions.commit([], entries: nil, confirm: confirm) }
            do {
                if try await recover(before) { return }
            } catch {
                throw NonTransactionalStatementFailure(cause: error, statement: statement, isUndone: false)
            }
        } else {
            try await session.transactions.commit(
                [], entries: TransactionEntries(marking: [beginning(before.traces)], rights: rights),
                confirm: confirm)
        }
        do {
            try await PatientStatement(session: session, lowered: statement, work: work).run(attempt: number)
            // The warning is not part of the work, so its failure is ignored.
            if let warning = dialect.warning(after: statement) { _ = try? await connection.query(sql: warning) }
        } catch {
            let isUndone = await undo(after: error, before)
            throw NonTransactionalStatementFailure(cause: error, statement: statement, isUndone: isUndone)
        }
    }

    /// Recovers from a statement whose outcome was not recorded.
    /// - Returns: whether it has taken effect.
    private func recover(_ before: Before) async throws -> Bool {
        guard case .asked(_, let ask) = dialect.recovery(of: statement) else { return false }
        switch try await ask(connection, before.traces) {
        case .done:
            return true
        case .notDone(let removing):
            for statement in removing { try await finish(statement) }
            return false
        case .partiallyApplied(let finishing):
            for statement in finishing { try await finish(statement) }
            return true
        }
    }

    /// Runs a statement that finishes or removes the leftovers of this one, with the same lock timeout.
    private func finish(_ left: SQLStatement) async throws {
        let lowered = LoweredStatement(left, execution: .alone, command: statement.command)
        try await PatientStatement(session: session, lowered: lowered, work: work).run()
    }

    /// Removes what a failed statement has left, as far as it is known and quick to remove, and deletes the record of
    /// its start.
    /// - Returns: whether nothing of it is left.
    private func undo(after error: any Error, _ before: Before) async -> Bool {
        guard (error as? DatabaseFailure)?.kind != .connectionLost, !(error is CancellationUnanswered) else {
            return false
        }
        return await Cleanup.run {
            do {
                guard try await leftNothing(after: error, before) else { return false }
                try await session.transactions.commit(
                    [], entries: TransactionEntries(marking: [forgetting], rights: rights))
                return true
            } catch {
                // The record stays, and the next run checks again.
                return false
            }
        }
    }

    private func leftNothing(after error: any Error, _ before: Before) async throws -> Bool {
        switch dialect.recovery(of: statement) {
        case .runsAgain:
            return true
        case .unknown where !dialect.mayEndTransactions(statement):
            return true
        case .unknown:
            // A difference of three: the transaction of the record, the statement's own, and this query. A larger
            // difference means that the statement has committed something.
            guard let numberBefore = before.transactionNumber, let number = try await transactionNumber() else {
                return false
            }
            return number - numberBefore == 3
        case .asked(_, let ask):
            switch try await ask(connection, before.traces) {
            case .done:
                // The server reports a failure, so what looks like its effect existed before.
                return true
            case .partiallyApplied:
                return false
            case .notDone(let removing):
                // An interrupted run does not wait for clean-up that may wait for other sessions.
                if error is CancellationError, !removing.isEmpty { return false }
                for statement in removing { try await connection.query(sql: statement) }
                return true
            }
        }
    }

    /// The state before the statement ran.
    private struct Before {
        /// Objects that others have left, or are just creating, that look like leftovers of this statement.
        let traces: [Value]
        let transactionNumber: Int64?
    }

    private func traces() async throws -> [Value] {
        guard case .asked(let look, _) = dialect.recovery(of: statement) else { return [] }
        return try await look(connection)
    }

    private func transactionNumber() async throws -> Int64? {
        guard case .unknown = dialect.recovery(of: statement), let asking = dialect.transactionNumber else {
            return nil
        }
        return try await connection.query(sql: asking).first?["number", as: Int64.self]
    }
}

/// An error: a non-transactional statement failed.
struct NonTransactionalStatementFailure: Error {
    let cause: any Error
    let statement: LoweredStatement
    /// Whether it is known to have left nothing behind.
    let isUndone: Bool
}
