/// Writes the script of a plan: each revision's transactions, with Athanor's own entries.
struct OfflinePlanScript {
    let plan: MigrationPlan
    let options: MigratorOptions
    /// The dry run for steps that read the catalog; `nil` if the plan has none.
    let dryRun: PlanDryRun?
    /// A read-only session, for steps whose statements follow from the present catalog; `nil` if the plan has none.
    let reading: (any Connection)?
    /// The work that the script contains so far.
    private let pending: PendingWork

    init(
        plan: MigrationPlan, options: MigratorOptions, dryRun: PlanDryRun?, reading: (any Connection)?,
        dialect: any Dialect
    ) {
        self.plan = plan
        self.options = options
        self.dryRun = dryRun
        self.reading = reading
        pending = PendingWork(dialect: dialect)
    }

    /// Writes the script.
    /// - Throws: ``OfflineError``; ``DatabaseFailure`` and ``OperationError`` from the dry run.
    func write(to writer: ScriptWriter) async throws {
        guard !plan.revisions.isEmpty else {
            writer.comment("Nothing to do: the database is there already")
            return
        }
        writer.comment("Metadata tables")
        writer.transaction(from: plan.rows) {
            writer.add(writer.dialect.creatingMetadataTables(from: nil))
            writer.assertNothingIsPartiallyApplied()
        }
        try await dryRun?.createMetadataTables()
        if options.transactionPerMigration {
            var rows = plan.rows
            for planned in plan.revisions {
                announce(planned, in: writer)
                try await write(planned, from: rows, to: writer)
                rows = planned.step.rows(after: rows)
                // The commit may have changed settings too, for example by a deferred trigger.
                if planned.step != plan.revisions.last?.step {
                    writer.add(writer.dialect.restoringSettings(after: planned.lowered))
                }
            }
        } else {
            try await writeTogether(to: writer)
        }
    }

    private func announce(_ planned: PlannedRevision, in writer: ScriptWriter) {
        let step = planned.step
        let below = planned.entry.node.downRevisions.listed
        let (from, to) =
            switch step.direction {
            case .upgrade: (below, step.revision.rawValue)
            case .downgrade: (step.revision.rawValue, below)
            }
        let title = planned.entry.title.isEmpty ? "" : ", \(planned.entry.title)"
        writer.comment("Running \(step.direction) \(from) -> \(to)\(title)")
    }

    /// Writes a revision in transactions of its own.
    private func write(
        _ planned: PlannedRevision, from rows: [RevisionID], to writer: ScriptWriter
    ) async throws {
        let (recorder, segments) = (writer.recorder, planned.segments)
        pending.beginRevision()
        let restoring = writer.dialect.restoringSettings(after: planned.lowered)
        for (index, segment) in segments.enumerated() {
            // Settings of the revision may hide the version table, or remove the right to read it.
            let asserted = index == 0 || restoring.isEmpty ? rows : nil
            // A script's entries have no start time: its database knows it.
            var entries = recorder.entries(for: segment, of: planned, startedAt: .now)
            var work = planned.work(ofSegment: index)
            switch segment {
            case .batches(let backfill):
                writer.comment("\(backfill.summary), at once: a script does not divide it into batches")
                let statements = try await steps(writer).statements(of: backfill)
                work = work.replacing(
                    with: statements.map { .statement(LoweredStatement($0, command: "UPDATE")) })
            case .alone(let lowered):
                if let asserted { writer.assertAlone(rows: asserted) }
                // No dry run: the statement may affect more than the copy, as ATTACH does.
                let warning = writer.dialect.warning(after: lowered)
                writer.isInWork = true
                writer.add([lowered.statement])
                writer.isInWork = false
                writer.add(warning.map { [$0] } ?? [])
                pending.add(.statement(lowered), of: planned)
                work = TransactionWork([])
            case .ownTransaction: break
            case .transaction where index == segments.count - 1:
                entries = recorder.entries(planned, from: rows, startedAt: .now)
            case .transaction:
                entries = TransactionEntries(rights: writer.dialect.takingOwnRights(after: planned.lowered))
            }
            try await write(
                [.init(steps: work.steps, entries: entries)], as: work, from: asserted, to: writer
            ) { _ in planned }
        }
        try await settle([planned], in: writer)
    }

    /// Removes what revisions leave in the session. Not all of it applies to a copy: the copy has nothing attached.
    private func settle(_ revisions: [PlannedRevision], in writer: ScriptWriter) async throws {
        for step in writer.dialect.settling(after: revisions.flatMap(\.lowered)) {
            switch step.content {
            case .statement(let lowered): writer.add([lowered.statement])
            case .resolvedWhenRun(let resolved): writer.add(resolved.writtenStatements?.map(\.statement) ?? [])
            case .rows, .ownTransaction, .batches: break
            }
            try await dryRun?.copy.connection.run([step])
        }
    }

    /// Writes all revisions in one transaction.
    private func writeTogether(to writer: ScriptWriter) async throws {
        try plan.checkForSharedTransaction()
        var rows = plan.rows
        let works = plan.revisions.map { planned in
            let entries = writer.recorder.entries(planned, from: rows, startedAt: .now)
            rows = planned.step.rows(after: rows)
            return TransactionStep.Work(steps: planned.lowered, entries: entries)
        }
        try await write(
            works, as: TransactionWork(sharedBy: works.map(\.steps)), from: plan.rows, to: writer
        ) { index in
            announce(plan.revisions[index], in: writer)
            pending.beginRevision()
            return plan.revisions[index]
        }
        try await settle(plan.revisions, in: writer)
    }

    /// Writes the steps of a transaction, in order.
    /// - Parameters:
    ///   - works: the pieces of work.
    ///   - whole: all of the work, with the rest of its revision.
    ///   - rows: the rows that the version table must hold; `nil` for any.
    ///   - begin: called before each piece with its index; returns its revision.
    private func write(
        _ works: [TransactionStep.Work], as whole: TransactionWork, from rows: [RevisionID]?, to writer: ScriptWriter,
        beginning begin: (Int) -> PlannedRevision
    ) async throws {
        let scope = writer.dialect.transaction(for: whole)
        var transaction = steps(writer)
        for step in TransactionStep.steps(
            of: works, in: scope, guarding: writer.recorder.guarding, dialect: writer.dialect)
        {
            switch step {
            case .begin: try await transaction.begin(scope)
            case .confirm: transaction.confirm(rows)
            case .run(let statements): try await transaction.take(statements)
            case .note(let guards): try await transaction.note(guards)
            case .start(let index): transaction.planned = begin(index)
            case .work(let steps):
                writer.isInWork = true
                try await transaction.perform(steps)
                writer.isInWork = false
            case .prepare(let statements): writer.add(statements)
            case .check(let guards): try await transaction.check(guards)
            case .verify(let checks): transaction.verify(checks)
            case .record(let entries): try await transaction.record(entries)
            case .finish: break
            case .commit: try await transaction.take([scope.commit] + scope.after)
            }
        }
    }

    private func steps(_ writer: ScriptWriter) -> ScriptedTransaction {
        ScriptedTransaction(writer: writer, plan: plan, dryRun: dryRun, reading: reading, pending: pending)
    }
}
