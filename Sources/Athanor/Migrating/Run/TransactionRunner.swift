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

    /// The entries that Athanor writes at the end of a transaction.
    struct Entries: Sendable {
        /// The change of the version table; `nil` for none.
        var move: VersionMove?
        /// Returns the log entry for a duration of the work; `nil` for no entry.
        var log: (@Sendable (LogEntry.Elapsed) -> Statement)?
        /// Statements that record progress and other facts about the work.
        var marking: [Statement] = []
        /// The duration of the segments that were committed before.
        var before: Duration = .zero
        /// Statements that restore Athanor's own rights before the entries: the work may have changed the role.
        var rights: [Statement] = []
        /// Steps that drop the temporary objects of the work, right after it.
        var clearing: [LoweredStep] = []
        /// Statements that restore the settings that the work changed, before the entries.
        var restoring: [Statement] = []
    }

    /// One of several pieces of work that share a transaction, such as a whole revision.
    struct Work: Sendable {
        var steps: [LoweredStep]
        /// The entries for it; `nil` for none.
        var entries: Entries?
    }

    /// Runs the steps and the checks, writes the entries, and commits.
    /// - Parameters:
    ///   - steps: the work.
    ///   - entries: the entries for it; `nil` for none.
    ///   - confirm: called first in the open transaction; throws to stop.
    /// - Throws: the error of the database, a step or `confirm`, after rolling back; ``CommitFailure`` if the commit
    ///   itself failed; ``LockNotAvailable``.
    func commit(
        _ steps: [LoweredStep], entries: Entries?, confirm: (@Sendable () async throws -> Void)? = nil
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
        _ work: TransactionWork, entries: Entries?, confirm: (@Sendable () async throws -> Void)? = nil
    ) async throws {
        try await commit([Work(steps: work.steps, entries: entries)], as: work, confirm: confirm)
    }

    /// Runs several pieces of work in one transaction, one after the other.
    /// - Parameters:
    ///   - works: the pieces of work.
    ///   - confirm: called first in the open transaction; throws to stop.
    ///   - beforeEach: called before each piece with its index; again when the transaction is retried.
    /// - Throws: as ``commit(_:entries:confirm:)-([LoweredStep],_,_)``.
    func commit(
        sharing works: [Work], confirm: (@Sendable () async throws -> Void)? = nil,
        beforeEach: @Sendable (Int) -> Void = { _ in }
    ) async throws {
        try await commit(
            works, as: TransactionWork(sharedBy: works.map(\.steps)), confirm: confirm, beforeEach: beforeEach)
    }

    private func commit(
        _ works: [Work], as whole: TransactionWork, confirm: (@Sendable () async throws -> Void)?,
        beforeEach: @Sendable (Int) -> Void = { _ in }
    ) async throws {
        let scope = connection.database.dialect.transaction(for: whole)
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
        func watched() async throws -> Result {
            guard let patience else { return try await work() }
            return try await patience.watch.watching(work)
        }
        func attempt() async throws -> Result {
            let result: Result
            do {
                result = try await watched()
            } catch {
                await end(scope, rollingBack: true)
                throw error
            }
            await end(scope, rollingBack: false)
            return result
        }
        guard let patience else { return try await attempt() }
        return try await patience.retry.run(unless: obstacle, attempt)
    }

    private func perform<Result: Sendable>(
        in scope: TransactionScope, _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        if let waiting {
            try await waiting.untilAvailable { try await send(try await scope.beginning(on: connection)) }
        } else {
            try await send(try await scope.beginning(on: connection))
        }
        try await send(scope.opening)
        for watching in scope.guards { try await watching.note(connection) }
        let result = try await body()
        for watching in scope.guards { try await watching.check(connection) }
        var nothing: [Statement] = []
        try await verify(scope.checks, after: &nothing)
        try await commit(scope)
        return result
    }

    private func commit(_ scope: TransactionScope) async throws {
        do {
            try await connection.query(scope.commit)
        } catch {
            throw CommitFailure(cause: error)
        }
    }

    /// Runs the statements after a transaction, even if the task was cancelled.
    private func end(_ scope: TransactionScope, rollingBack: Bool) async {
        let statements = (rollingBack ? [scope.rollback] : []) + scope.after
        guard !statements.isEmpty else { return }
        await Cleanup.run { for statement in statements { _ = try? await connection.query(statement) } }
    }

    private func perform(
        _ works: [Work], in scope: TransactionScope, confirm: (@Sendable () async throws -> Void)?,
        marking ownCode: OwnCodeMark, beforeEach: @Sendable (Int) -> Void
    ) async throws {
        var started = ContinuousClock.now
        var batch: [Statement] = []
        if let waiting {
            try await waiting.untilAvailable { try await send(try await scope.beginning(on: connection)) }
        } else {
            batch = try await scope.beginning(on: connection)
        }
        batch += scope.opening
        if let confirm {
            try await flush(&batch)
            try await confirm()
        }
        if !scope.guards.isEmpty { try await flush(&batch) }
        for watching in scope.guards { try await watching.note(connection) }
        for (index, work) in works.enumerated() {
            beforeEach(index)
            try await execute(work.steps + (work.entries?.clearing ?? []), after: &batch, marking: ownCode)
            if let entries = work.entries {
                // Code of others may have run in the work, and also in this session.
                batch += entries.rights + guarding + connection.database.dialect.noting(views: work.steps)
            }
            // The checks cover all work of the transaction, so they run after the last piece.
            if index == works.count - 1 {
                if !scope.guards.isEmpty { try await flush(&batch) }
                for watching in scope.guards { try await watching.check(connection) }
                try await verify(scope.checks, after: &batch)
            }
            if let entries = work.entries {
                try await record(entries, after: &batch, started: started, isAlone: works.count == 1)
            }
            guard works.count > 1 else { continue }
            if index < works.count - 1 { batch += scope.continuing }
            try await flush(&batch)
            started = .now
        }
        try await flush(&batch)
        try await commit(scope)
    }

    /// Verifies the migration lock and the metadata tables before the tables are written.
    private var guarding: [Statement] {
        let dialect = connection.database.dialect
        return (versionTable.map { dialect.keepingMigrationLock(of: $0) } ?? [])
            + dialect.guardingMetadataTables(and: versionTable, for: .writing)
    }

    private func execute(
        _ steps: [LoweredStep], after batch: inout [Statement], marking ownCode: OwnCodeMark
    ) async throws {
        for step in steps {
            switch step {
            case .statement(let lowered):
                batch.append(lowered.statement)
                if let warning = connection.database.dialect.warning(after: lowered) { batch.append(warning) }
            case .resolvedWhenRun(let step):
                try await flush(&batch)
                if step.runsOwnCode { ownCode.mark() }
                batch += try await step.statements(connection, reporter)
            case .rows(let rows):
                try await flush(&batch)
                try await connection.insert(rows)
            case .ownTransaction(let steps):
                try await execute(steps, after: &batch, marking: ownCode)
            case .batches(let backfill):
                // Not reached: a plan makes batches a segment of their own.
                batch.append(backfill.whole(connection.database.dialect))
            }
        }
    }

    private func verify(_ checks: [TransactionCheck], after batch: inout [Statement]) async throws {
        if !checks.isEmpty { try await flush(&batch) }
        for check in checks {
            if let violation = check.violation(try await connection.query(check.statement).rows) {
                throw OperationError(violation, advice: "\(check.advice) The change was rolled back.")
            }
        }
    }

    private func record(
        _ entries: Entries, after batch: inout [Statement], started: ContinuousClock.Instant, isAlone: Bool
    ) async throws {
        let elapsed: LogEntry.Elapsed
        // The database knows when the transaction began, but not when one of several pieces of work began.
        if isAlone, let expression = connection.database.dialect.millisecondsSinceBegin {
            elapsed = .inTransaction(after: entries.before, expression: expression)
        } else {
            try await flush(&batch)
            elapsed = .measured(entries.before + (ContinuousClock.now - started))
        }
        let moving = entries.move?.statements ?? []
        let noted = entries.marking + (entries.log.map { [$0(elapsed)] } ?? [])
        batch += entries.restoring + moving + noted
        let results = try await flush(&batch).dropLast(noted.count).suffix(moving.count)
        try entries.move?.check(Array(results))
    }

    @discardableResult
    private func flush(_ batch: inout [Statement]) async throws -> [StatementResult] {
        defer { batch = [] }
        return try await send(batch)
    }

    @discardableResult
    private func send(_ batch: [Statement]) async throws -> [StatementResult] {
        guard !batch.isEmpty else { return [] }
        return try await connection.run(batch)
    }
}
