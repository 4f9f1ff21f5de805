/// Prints the steps of a transaction into a script. If there is a copy of the database, the steps also run there, so
/// that steps which read the catalog find the state that they will find.
struct ScriptedTransaction: StepInterpreter {
    let writer: ScriptWriter
    let plan: MigrationPlan
    /// The dry run for steps that read the catalog; `nil` if the plan has none.
    let dryRun: PlanDryRun?
    /// A read-only session, for steps whose statements follow from the present catalog; `nil` if the plan has none.
    let reading: (any Connection)?
    /// The work that the script contains so far.
    let pending: PendingWork
    /// The revision of the current piece of work; `nil` before the first piece.
    var planned: PlannedRevision?
    /// The names of the objects that the last step changes, as far as its preview listed them.
    private var changes: Set<String> = []

    init(
        writer: ScriptWriter, plan: MigrationPlan, dryRun: PlanDryRun?, reading: (any Connection)?,
        pending: PendingWork
    ) {
        self.writer = writer
        self.plan = plan
        self.dryRun = dryRun
        self.reading = reading
        self.pending = pending
    }

    var dialect: any Dialect { writer.dialect }
    var isInsideOperation: Bool { false }

    /// Begins the transaction.
    func begin(_ scope: TransactionScope) async throws {
        pending.beginTransaction()
        // Only the copy contains the work of earlier revisions of the script.
        let beginning =
            if let dryRun { try await scope.beginning(on: dryRun.copy.connection) } else {
                scope.before + [scope.begin]
            }
        try await take(beginning)
    }

    /// Verifies the rows of the version table when the script runs, and records the start of the transaction.
    func confirm(_ rows: [RevisionID]?) {
        if let rows {
            writer.guardMetadataTables(for: .reading)
            writer.assert(rows: rows)
        }
        writer.add(dialect.script.noting)
    }

    /// Prints a piece of work.
    mutating func perform(_ steps: [LoweredStep]) async throws {
        for step in steps.flatMap(\.parts) {
            try await take([step])
            if let planned { pending.add(step, of: planned, changing: changes) }
            changes = []
        }
    }

    func take(_ statements: [SQLStatement]) async throws {
        writer.add(statements)
        try await dryRun?.run(statements)
    }

    mutating func take(_ step: ResolvedStep) async throws {
        if step.isPreviewed, let reading, let planned {
            let preview = try await pending.preview(step, of: planned, in: plan, on: reading)
            changes = preview.changes
            writer.comment(step.summary)
            writer.add(preview.statements)
        } else if let statements = step.writtenStatements?.map(\.statement) {
            try await take(statements)
        } else if let dryRun {
            writer.comment(step.summary)
            writer.add(try await dryRun.statements(of: step))
        }
    }

    func take(_ rows: RowsToInsert) async throws { try await take(try await statements(of: rows)) }

    func take(_ backfill: Backfill) async throws { try await take(try await statements(of: backfill)) }

    /// If there is a copy, it knows the table's conflict clauses. Otherwise the script finds them when it runs.
    private func statements(of rows: RowsToInsert) async throws -> [SQLStatement] {
        guard let clause = try await dryRun?.conflictClause(for: rows.table) else {
            return try dialect.script.inserting(rows)
        }
        return try rows.statements(dialect, conflictClause: clause)
    }

    /// The statements of a whole backfill: a script does not divide it into batches.
    func statements(of backfill: Backfill) async throws -> [SQLStatement] {
        guard let clause = try await dryRun?.conflictClause(for: backfill.table) else {
            return dialect.script.updating(backfill)
        }
        return [backfill.whole(dialect, conflictClause: clause)]
    }

    /// Runs the guards on the copy. A script cannot: it does not decide anything.
    func note(_ guards: [TransactionGuard]) async throws {
        guard let dryRun else { return }
        for watching in guards { try await watching.note(dryRun.copy.connection) }
    }

    func check(_ guards: [TransactionGuard]) async throws {
        guard let dryRun else { return }
        for watching in guards { try await watching.check(dryRun.copy.connection) }
    }

    func verify(_ checks: [TransactionCheck]) {
        for check in checks {
            writer.add(dialect.script.asserting(noRowsOf: check.statement, otherwise: check.summary))
        }
    }

    func record(_ entries: TransactionEntries) async throws {
        writer.record(entries)
        // The copy does not need the entries, but later revisions must not find this revision's settings there.
        try await dryRun?.run(entries.restoring)
    }
}
