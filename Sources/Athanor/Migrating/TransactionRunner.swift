/// Runs work in one transaction of its own, together with what Athanor enters about it.
struct TransactionRunner: Sendable {
    let connection: any Connection

    /// What Athanor enters at the end of a transaction.
    struct Entries: Sendable {
        /// Statements that must each change exactly one row.
        var moves: [Statement] = []
        /// The log entry, given how long the work took.
        var log: @Sendable (LogEntry.Elapsed) -> Statement
        /// How long the parts of the work took that were committed before.
        var before: Duration = .zero
    }

    /// Runs the steps, checks, makes the entries, commits.
    /// - Parameters:
    ///   - steps: the work.
    ///   - entries: what is entered with it; `nil` for a part of a revision that is not its last.
    ///   - confirm: called in the open transaction before anything else; throws to stop.
    /// - Throws: what the database, a step or `confirm` threw, after rolling back; ``CommitFailure`` when the commit
    ///   itself failed.
    func run(
        _ steps: [LoweredStep], entries: Entries?, confirm: (@Sendable () async throws -> Void)? = nil
    ) async throws {
        let dialect = connection.database.dialect
        let scope = dialect.transaction(for: steps)
        do {
            try await work(steps, entries: entries, in: scope, confirm: confirm)
        } catch {
            await Cleanup.run {
                _ = try? await connection.query(scope.rollback)
                for statement in scope.after { _ = try? await connection.query(statement) }
            }
            throw error
        }
        if !scope.after.isEmpty {
            await Cleanup.run { for statement in scope.after { _ = try? await connection.query(statement) } }
        }
    }

    private func work(
        _ steps: [LoweredStep], entries: Entries?, in scope: TransactionScope,
        confirm: (@Sendable () async throws -> Void)?
    ) async throws {
        let started = ContinuousClock.now
        let millisecondsSinceBegin = connection.database.dialect.millisecondsSinceBegin
        var batch = scope.before + [scope.begin]
        if let confirm {
            try await send(&batch)
            try await confirm()
        }
        for step in steps {
            switch step {
            case .statement(let lowered):
                batch.append(lowered.statement)
            case .resolvedWhenRun(let step):
                try await send(&batch)
                batch += try await step.statements(connection)
            }
        }
        batch += scope.restore
        if !scope.checks.isEmpty { try await send(&batch) }
        for check in scope.checks {
            if let violation = check.violation(try await connection.query(check.statement).rows) {
                throw OperationError(violation, advice: "Correct the data or the revision; the change was rolled back.")
            }
        }
        if let entries {
            let elapsed: LogEntry.Elapsed
            if let millisecondsSinceBegin {
                elapsed = .inTransaction(after: entries.before, expression: millisecondsSinceBegin)
            } else {
                try await send(&batch)
                elapsed = .measured(entries.before + (ContinuousClock.now - started))
            }
            batch += entries.moves + [entries.log(elapsed)]
            let results = try await send(&batch)
            let moved = results.dropLast().suffix(entries.moves.count)
            for (statement, result) in zip(entries.moves, moved) where result.affectedRows != 1 {
                throw VersionTableMoved(statement: statement)
            }
        } else {
            try await send(&batch)
        }
        do {
            try await connection.query(scope.commit)
        } catch {
            throw CommitFailure(cause: error)
        }
    }

    @discardableResult
    private func send(_ batch: inout [Statement]) async throws -> [StatementResult] {
        defer { batch = [] }
        do {
            return try await connection.run(batch)
        } catch let failure as BatchFailure {
            throw failure.error
        }
    }
}

/// The commit failed. Where the connection was lost with it, whether it took effect is not known.
struct CommitFailure: Error {
    let cause: any Error
}

/// Someone else changed the version table while this run held it for its own.
public struct VersionTableMoved: Error, Sendable, Hashable, ExplainedError {
    /// The statement that found another state than it expected.
    let statement: Statement

    /// What happened and what to do.
    public var explanation: Explanation {
        var explanation = Explanation("the version table was changed by someone else during this run")
        explanation.notes = [
            .init(
                label: "DETAIL",
                text: "\(statement.text) with \(statement.values) was to change one row and found another state.")
        ]
        explanation.advice = "See `athanor current`, find out who else migrates this database, then run this again."
        return explanation
    }
}
