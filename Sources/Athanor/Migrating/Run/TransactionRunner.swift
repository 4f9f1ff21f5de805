/// Runs work in one transaction of its own, together with what Athanor enters about it.
struct TransactionRunner: Sendable {
    let connection: any Connection
    /// The version table, where the work is a history's.
    var versionTable: QualifiedName?
    /// How to wait for a database whose lock is taken by beginning a transaction; `nil` where the lock is held already.
    var waiting: LockWaiting?
    /// How the work meets locks; `nil` for work that fails at once when it cannot have one.
    var patience: LockPatience?
    /// Hears what long steps are doing.
    var reporter = StepReporter.silent

    /// The same, with somebody who hears what long steps are doing.
    func reporting(to report: @escaping @Sendable (String) -> Void) -> TransactionRunner {
        var runner = self
        runner.reporter = StepReporter(report)
        return runner
    }

    /// What Athanor enters at the end of a transaction.
    struct Entries: Sendable {
        /// How the version table changes; `nil` for not at all.
        var move: VersionMove?
        /// The log entry, given how long the work took; `nil` for none.
        var log: (@Sendable (LogEntry.Elapsed) -> Statement)?
        /// What notes how far a revision of several parts has come.
        var marking: [Statement] = []
        /// How long the parts of the work took that were committed before.
        var before: Duration = .zero
        /// What takes Athanor's own rights, run before anything of Athanor's: the work may have taken another role.
        var rights: [Statement] = []
        /// What takes away the temporary objects that the work left, run right after it.
        var clearing: [LoweredStep] = []
        /// What gives back the settings that the work changed, run before the entries.
        var restoring: [Statement] = []
    }

    /// One of several pieces of work that share a transaction, such as a whole revision.
    struct Work: Sendable {
        /// The steps.
        var steps: [LoweredStep]
        /// The entries that are made with it; `nil` for a segment that is not the revision's last.
        var entries: Entries?
    }

    /// Runs the steps, checks, makes the entries, commits.
    /// - Parameters:
    ///   - steps: the work.
    ///   - entries: what is entered with it; `nil` for a part of a revision that is not its last.
    ///   - confirm: called in the open transaction before anything else; throws to stop.
    /// - Throws: what the database, a step or `confirm` threw, after rolling back; ``CommitFailure`` when the commit
    ///   itself failed; ``LockNotAvailable``.
    func commit(
        _ steps: [LoweredStep], entries: Entries?, confirm: (@Sendable () async throws -> Void)? = nil
    ) async throws {
        try await commit(TransactionWork(steps), entries: entries, confirm: confirm)
    }

    /// Runs a part of a revision, checks, makes the entries, commits.
    /// - Parameters:
    ///   - work: the part, and the rest of the revision.
    ///   - entries: what is entered with it; `nil` for a part of a revision that is not its last.
    ///   - confirm: called in the open transaction before anything else; throws to stop.
    /// - Throws: as ``commit(_:entries:confirm:)-([LoweredStep],_,_)``.
    func commit(
        _ work: TransactionWork, entries: Entries?, confirm: (@Sendable () async throws -> Void)? = nil
    ) async throws {
        try await commit([Work(steps: work.steps, entries: entries)], as: work, confirm: confirm)
    }

    /// Runs several pieces of work in one transaction, one after the other.
    /// - Parameters:
    ///   - works: the pieces of work.
    ///   - confirm: called in the open transaction before anything else; throws to stop.
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
    ///   - body: the work, called in the open transaction; once more when it could not have a lock and the runner is patient.
    /// - Throws: what the database or the work threw, after rolling back; ``CommitFailure`` when the commit itself failed;
    ///   ``LockNotAvailable``.
    func inTransaction<Result: Sendable>(
        _ scope: TransactionScope, _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withRetries(in: scope) { try await perform(in: scope, body) }
    }

    /// Runs a whole transaction, and undoes it when it fails; again, where it may be and a lock is all that was missing.
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

    /// What follows a transaction, whether or not the task was cancelled meanwhile.
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
                // Code of others may have run in the work, also in this session.
                batch += entries.rights + guarding + connection.database.dialect.noting(views: work.steps)
            }
            // What a check finds is the doing of all that came before it.
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

    /// Makes sure of the migration lock, and of Athanor's own tables before they are written.
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
                // Never here: a plan makes it a segment of its own.
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
        // The database knows when the transaction began, but not when one of several parts did.
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
