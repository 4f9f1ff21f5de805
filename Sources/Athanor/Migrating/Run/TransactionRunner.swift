/// Runs work in one transaction, together with Athanor's own entries about it.
struct TransactionRunner: Sendable {
    let connection: any Connection
    /// The version table, if the work belongs to a history.
    var versionTable: QualifiedName?
    /// How to wait for a database whose lock is taken by beginning a transaction; `nil` if the lock is already held.
    var waiting: LockWaiting?
    /// The watching and retrying of work that waits for locks; `nil` for work that fails at once if it cannot get a
    /// lock.
    var patience: LockPatience?
    /// Receives messages about the progress of long steps.
    var reporter = StepReporter.silent

    /// Returns the same runner with a receiver for messages about the progress of long steps.
    func reporting(to report: @escaping @Sendable (String) -> Void) -> TransactionRunner {
        var runner = self
        runner.reporter = StepReporter(report)
        return runner
    }

    /// Runs the steps and the checks, writes the entries, and commits.
    /// - Parameters:
    ///   - steps: the work.
    ///   - entries: the entries for it; `nil` for none.
    ///   - confirm: called first in the open transaction; throws to stop.
    /// - Throws: the error of the database, a step or `confirm`, after rolling back; ``CommitFailure`` if the commit
    ///   itself failed; ``LockNotAvailable``.
    func commit(
        _ steps: [LoweredStep], entries: TransactionEntries?, confirm: (@Sendable () async throws -> Void)? = nil
    ) async throws {
        try await commit(TransactionWork(steps), entries: entries, confirm: confirm)
    }

    /// Runs a segment of a revision and the checks, writes the entries, and commits.
    /// - Parameters:
    ///   - work: the segment, and the rest of the revision.
    ///   - entries: the entries for it; `nil` for none.
    ///   - confirm: called first in the open transaction; throws to stop.
    /// - Throws: as ``commit(_:entries:confirm:)-([LoweredStep],_,_)``.
    func commit(
        _ work: TransactionWork, entries: TransactionEntries?, confirm: (@Sendable () async throws -> Void)? = nil
    ) async throws {
        try await commit([TransactionStep.Work(steps: work.steps, entries: entries)], as: work, confirm: confirm)
    }

    /// Runs several pieces of work in one transaction, one after the other.
    /// - Parameters:
    ///   - works: the pieces of work.
    ///   - confirm: called first in the open transaction; throws to stop.
    ///   - beforeEach: called before each piece with its index; again when the transaction is retried.
    /// - Throws: as ``commit(_:entries:confirm:)-([LoweredStep],_,_)``.
    func commit(
        sharing works: [TransactionStep.Work], confirm: (@Sendable () async throws -> Void)? = nil,
        beforeEach: @Sendable (Int) -> Void = { _ in }
    ) async throws {
        try await commit(
            works, as: TransactionWork(sharedBy: works.map(\.steps)), confirm: confirm, beforeEach: beforeEach)
    }

    private func commit(
        _ works: [TransactionStep.Work], as whole: TransactionWork, confirm: (@Sendable () async throws -> Void)?,
        beforeEach: @Sendable (Int) -> Void = { _ in }
    ) async throws {
        let scope = connection.module.dialect.transaction(for: whole)
        let ownCode = OwnCodeMark()
        try await withRetries(in: scope, unless: { ownCode.hasRun ? .ranOwnCode : nil }) {
            try await perform(works, in: scope, confirm: confirm, marking: ownCode, beforeEach: beforeEach)
        }
    }

    /// Runs code in one transaction.
    /// - Parameters:
    ///   - scope: the statements around it.
    ///   - body: the work, called in the open transaction; called again if it could not get a lock and the runner has a
    ///     ``patience``.
    /// - Throws: the error of the database or the work, after rolling back; ``CommitFailure`` if the commit itself
    ///   failed; ``LockNotAvailable``.
    func inTransaction<Result: Sendable>(
        _ scope: TransactionScope, _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withRetries(in: scope) { try await perform(in: scope, body) }
    }

    /// Runs a whole transaction, and rolls it back on failure. Retries if only a lock was missing and a retry is
    /// allowed.
    private func withRetries<Result: Sendable>(
        in scope: TransactionScope, unless obstacle: () -> LockFailure.End? = { nil }, _ work: () async throws -> Result
    ) async throws -> Result {
        func watched(_ number: Int) async throws -> Result {
            guard let patience else { return try await work() }
            return try await patience.watch.watching(attempt: number, work)
        }
        func attempt(_ number: Int) async throws -> Result {
            let result: Result
            do {
                result = try await watched(number)
            } catch {
                await end(scope, rollingBack: true)
                throw error
            }
            await end(scope, rollingBack: false)
            return result
        }
        guard let patience else { return try await attempt(1) }
        return try await patience.retry.run(unless: obstacle, attempt)
    }

    private func perform<Result: Sendable>(
        in scope: TransactionScope, _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        var transaction = LiveTransaction(connection: connection, reporter: reporter, ownCode: OwnCodeMark())
        if let waiting {
            try await waiting.untilAvailable { try await begin(scope) }
        } else {
            try await begin(scope)
        }
        transaction.take(scope.opening)
        try await transaction.flush()
        try await transaction.note(scope.guards)
        let result = try await body()
        try await transaction.check(scope.guards)
        try await transaction.verify(scope.checks)
        try await commit(scope)
        return result
    }

    private func commit(_ scope: TransactionScope) async throws {
        do {
            try await connection.query(sql: scope.commit)
        } catch {
            throw CommitFailure(cause: error)
        }
    }

    /// Runs the statements after a transaction, even if the task was cancelled.
    private func end(_ scope: TransactionScope, rollingBack: Bool) async {
        let statements = (rollingBack ? [scope.rollback] : []) + scope.after
        guard !statements.isEmpty else { return }
        await Cleanup.run { for statement in statements { _ = try? await connection.query(sql: statement) } }
    }

    /// Takes the steps of a transaction, in order.
    private func perform(
        _ works: [TransactionStep.Work], in scope: TransactionScope, confirm: (@Sendable () async throws -> Void)?,
        marking ownCode: OwnCodeMark, beforeEach: @Sendable (Int) -> Void
    ) async throws {
        var transaction = LiveTransaction(
            connection: connection, reporter: reporter, ownCode: ownCode, hasOnePiece: works.count == 1)
        let steps = TransactionStep.steps(
            of: works, in: scope, guarding: guarding, dialect: connection.module.dialect)
        for step in steps {
            switch step {
            case .begin:
                if let waiting {
                    try await waiting.untilAvailable { try await begin(scope) }
                } else {
                    transaction.take(try await scope.beginning(on: connection))
                }
            case .confirm:
                guard let confirm else { continue }
                try await transaction.flush()
                try await confirm()
            case .start(let index): beforeEach(index)
            case .commit:
                try await transaction.flush()
                try await commit(scope)
            case .run(let statements), .prepare(let statements): transaction.take(statements)
            case .work(let steps): try await transaction.take(steps)
            case .note(let guards): try await transaction.note(guards)
            case .check(let guards): try await transaction.check(guards)
            case .verify(let checks): try await transaction.verify(checks)
            case .record(let entries): try await transaction.record(entries)
            case .finish: try await transaction.finishPiece()
            }
        }
    }

    private func begin(_ scope: TransactionScope) async throws {
        try await connection.run(try await scope.beginning(on: connection))
    }

    /// Verifies the migration lock and the metadata tables before the tables are written.
    private var guarding: [SQLStatement] {
        let dialect = connection.module.dialect
        return (versionTable.map { dialect.keepingMigrationLock(of: $0) } ?? [])
            + dialect.guardingMetadataTables(and: versionTable, for: .writing)
    }
}
