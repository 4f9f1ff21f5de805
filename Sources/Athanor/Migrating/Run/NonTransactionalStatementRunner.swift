/// Runs a statement outside any transaction, such that a run which dies in it leaves behind what the next one must know.
///
/// That it begins is committed before it does, and that it ended after it has. A run that finds it begun and not ended
/// asks the catalog, or a person has said what became of it.
struct NonTransactionalStatementRunner: Sendable {
    let session: MigrationSession
    let statement: LoweredStatement
    /// Notes that it begins, and what looked like its traces before.
    let beginning: @Sendable (_ before: [Value]) -> Statement
    /// Forgets that it began.
    let forgetting: Statement
    /// Takes Athanor's own rights for either: the revision may have taken another role.
    let rights: [Statement]

    private var connection: any Connection { session.connection }
    private var dialect: any Dialect { connection.database.dialect }

    /// Runs it, unless an earlier run did; again, when it could not have a lock and has left nothing behind.
    /// - Parameters:
    ///   - earlier: what an earlier run noted that began it, and of which nobody saw the end.
    ///   - confirm: called in a transaction before anything else.
    /// - Throws: ``NonTransactionalStatementFailure``; what beginning threw.
    func run(
        after earlier: RevisionProgress.SegmentProgress?, confirm: (@Sendable () async throws -> Void)?
    ) async throws {
        var earlier = earlier
        // What is patient has waited long enough, and cleaning up after it may wait for the same.
        var mayRunAgain = !PatientStatement(session: session, lowered: statement).hasPatienceOfItsOwn
        try await session.patience.retry.run(unless: { mayRunAgain ? nil : .ranAlone }) {
            do {
                try await attempt(after: earlier, confirm: confirm)
            } catch let failure as NonTransactionalStatementFailure {
                // What is undone is noted no more, so that it begins anew.
                if failure.isUndone { earlier = nil } else { mayRunAgain = false }
                throw failure
            }
        }
    }

    private func attempt(
        after earlier: RevisionProgress.SegmentProgress?, confirm: (@Sendable () async throws -> Void)?
    ) async throws {
        // Asked before the note, so that nothing can fail between that and the statement.
        let before =
            if let earlier {
                try await Before(traces: earlier.position ?? [], transactionNumber: transactionNumber())
            } else {
                try await Before(traces: traces(), transactionNumber: transactionNumber())
            }
        if earlier != nil {
            // Nothing is noted, so that the next run finds what this one did.
            if let confirm { try await session.transactions.commit([], entries: nil, confirm: confirm) }
            do {
                if try await recover(before) { return }
            } catch {
                throw NonTransactionalStatementFailure(cause: error, statement: statement, isUndone: false)
            }
        } else {
            try await session.transactions.commit(
                [], entries: TransactionRunner.Entries(marking: [beginning(before.traces)], rights: rights),
                confirm: confirm)
        }
        do {
            try await PatientStatement(session: session, lowered: statement).run()
            // What it says is no part of the work: it does not fail where it cannot look.
            if let warning = dialect.warning(after: statement) { _ = try? await connection.query(warning) }
        } catch {
            let isUndone = await undo(after: error, before)
            throw NonTransactionalStatementFailure(cause: error, statement: statement, isUndone: isUndone)
        }
    }

    /// Does what is to be done about a statement of which nobody saw the end.
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

    /// Runs a statement about what is left of this one, as patiently as this one.
    private func finish(_ left: Statement) async throws {
        let lowered = LoweredStatement(left, execution: .alone, command: statement.command)
        try await PatientStatement(session: session, lowered: lowered).run()
    }

    /// Takes away what a statement has left that failed, as far as that is known and soon done, and forgets that it began.
    /// - Returns: whether nothing of it is left.
    private func undo(after error: any Error, _ before: Before) async -> Bool {
        guard (error as? DatabaseError)?.kind != .connectionLost, !(error is CancellationUnanswered) else {
            return false
        }
        return await Cleanup.run {
            do {
                guard try await leftNothing(after: error, before) else { return false }
                try await session.transactions.commit(
                    [], entries: TransactionRunner.Entries(marking: [forgetting], rights: rights))
                return true
            } catch {
                // What is noted stays noted, and the next run asks again.
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
            // The note's transaction, the statement's own and the one that asks now: with more than these, it has committed.
            guard let numberBefore = before.transactionNumber, let number = try await transactionNumber() else {
                return false
            }
            return number - numberBefore == 3
        case .asked(_, let ask):
            switch try await ask(connection, before.traces) {
            case .done:
                // The server says that it failed: what looks like its effect was there before.
                return true
            case .partiallyApplied:
                return false
            case .notDone(let removing):
                // Whoever interrupts does not wait for what may wait for others.
                if error is CancellationError, !removing.isEmpty { return false }
                for statement in removing { try await connection.query(statement) }
                return true
            }
        }
    }

    /// What there was before it ran.
    private struct Before {
        /// What others have left, or are just making, that looks like this statement broken off.
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
        return try await connection.query(asking).rows.first?.integer("number")
    }
}

/// A statement outside any transaction failed.
struct NonTransactionalStatementFailure: Error {
    let cause: any Error
    let statement: LoweredStatement
    /// Whether it is known to have left nothing behind.
    let isUndone: Bool
}
