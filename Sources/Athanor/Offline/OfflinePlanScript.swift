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
    /// - Throws: ``OfflineError``; ``DatabaseError`` and ``OperationError`` from the dry run.
    func write(to writer: inout ScriptWriter) async throws {
        guard !plan.revisions.isEmpty else {
            writer.comment("Nothing to do: the database is there already")
            return
        }
        writer.comment("Metadata tables")
        writer.transaction(from: plan.rows) { writer in
            writer.add(writer.dialect.creatingMetadataTables(from: nil))
            writer.assertNothingIsPartiallyApplied()
        }
        try await dryRun?.createMetadataTables()
        if options.transactionPerMigration {
            var rows = plan.rows
            for planned in plan.revisions {
                announce(planned, in: &writer)
                try await write(planned, from: rows, to: &writer)
                rows = planned.step.rows(after: rows)
                // The commit may have changed settings too, for example by a deferred trigger.
                if planned.step != plan.revisions.last?.step {
                    writer.add(writer.dialect.restoringSettings(after: planned.lowered))
                }
            }
        } else {
            try await writeTogether(to: &writer)
        }
    }

    private func announce(_ planned: PlannedRevision, in writer: inout ScriptWriter) {
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
        _ planned: PlannedRevision, from rows: [RevisionID], to writer: inout ScriptWriter
    ) async throws {
        let segments = planned.segments
        pending.beginRevision()
        let restoring = writer.dialect.restoringSettings(after: planned.lowered)
        for (index, segment) in segments.enumerated() {
            // Settings of the revision may hide the version table, or remove the right to read it.
            let asserts = index == 0 || restoring.isEmpty
            let rights = writer.dialect.takingOwnRights(after: planned.lowered)
            switch segment {
            case .batches(let backfill):
                writer.comment("\(backfill.summary), at once: a script does not divide it into batches")
                let steps = try await statements(of: backfill, writer).map {
                    LoweredStep.statement(LoweredStatement($0, command: "UPDATE"))
                }
                try await transaction(
                    for: planned.work(ofSegment: index).replacing(with: steps), from: asserts ? rows : nil, rights,
                    in: &writer
                ) { writer in
                    try await write(steps, of: planned, to: &writer)
                } entering: { writer in
                    writer.enter(segment: segment.summary, of: planned.step.revision)
                }
            case .alone(let lowered):
                if asserts { writer.assertAlone(rows: rows) }
                // No dry run: the statement may affect more than the copy, as ATTACH does.
                writer.add([lowered.statement] + warnings(after: lowered, writer))
                pending.add(.statement(lowered), of: planned)
                writer.transaction(from: nil) { writer in
                    writer.add(rights)
                    writer.enter(segment: segment.summary, of: planned.step.revision)
                }
            case .transaction(let steps), .ownTransaction(let steps):
                let isLast = index == segments.count - 1
                try await transaction(
                    for: planned.work(ofSegment: index), from: asserts ? rows : nil, rights, in: &writer
                ) { writer in
                    try await write(steps, of: planned, to: &writer)
                } entering: { writer in
                    if isLast {
                        try await enter(planned, in: &writer)
                    } else if case .ownTransaction = segment {
                        writer.enter(segment: segment.summary, of: planned.step.revision)
                    }
                }
            }
        }
        try await settle([planned], in: &writer)
    }

    /// Removes what revisions leave in the session. Not all of it applies to a copy: the copy has nothing attached.
    private func settle(_ revisions: [PlannedRevision], in writer: inout ScriptWriter) async throws {
        for step in writer.dialect.settling(after: revisions.flatMap(\.lowered)) {
            switch step {
            case .statement(let lowered): writer.add([lowered.statement])
            case .resolvedWhenRun(let resolved): writer.add(resolved.writtenStatements?.map(\.statement) ?? [])
            case .rows, .ownTransaction, .batches: break
            }
            try await dryRun?.copy.connection.run([step])
        }
    }

    /// Writes all revisions in one transaction.
    private func writeTogether(to writer: inout ScriptWriter) async throws {
        try plan.checkForSharedTransaction()
        let steps = plan.revisions.flatMap(\.lowered)
        let continuing = writer.dialect.transaction(for: steps).continuing
        try await transaction(
            for: TransactionWork(sharedBy: plan.revisions.map(\.lowered)), from: plan.rows, [], in: &writer
        ) { writer in
            for (place, planned) in plan.revisions.enumerated() {
                announce(planned, in: &writer)
                if place > 0 { writer.add(continuing) }
                pending.beginRevision()
                try await write(planned.lowered, of: planned, to: &writer)
                try await enter(planned, in: &writer)
            }
        } entering: { _ in
        }
        try await settle(plan.revisions, in: &writer)
    }

    private func transaction(
        for work: TransactionWork, from rows: [RevisionID]?, _ rights: [Statement], in writer: inout ScriptWriter,
        making: (inout ScriptWriter) async throws -> Void, entering: (inout ScriptWriter) async throws -> Void
    ) async throws {
        let scope = writer.dialect.transaction(for: work)
        pending.beginTransaction()
        // Only the copy contains the work of earlier revisions of the script.
        var beginning = scope.before + [scope.begin]
        if let dryRun { beginning = try await scope.beginning(on: dryRun.copy.connection) }
        writer.add(beginning)
        if let rows {
            writer.guardMetadataTables(for: .reading)
            writer.assert(rows: rows)
        }
        writer.add(writer.dialect.script.noting + scope.opening)
        try await dryRun?.run(beginning + scope.opening)
        if let dryRun {
            for watching in scope.guards { try await watching.note(dryRun.copy.connection) }
        }
        try await making(&writer)
        // The copy does not need the table of views.
        writer.add(rights)
        let noting = writer.dialect.noting(views: work.steps)
        if !noting.isEmpty { writer.guardMetadataTables(for: .writing) }
        writer.add(noting)
        if let dryRun {
            for watching in scope.guards { try await watching.check(dryRun.copy.connection) }
        }
        for check in scope.checks {
            writer.add(writer.dialect.script.asserting(noRowsOf: check.statement, otherwise: check.summary))
        }
        try await entering(&writer)
        writer.add([scope.commit] + scope.after)
        try await dryRun?.run([scope.commit] + scope.after)
    }

    private func write(
        _ steps: [LoweredStep], of planned: PlannedRevision, to writer: inout ScriptWriter
    ) async throws {
        for step in steps {
            if case .resolvedWhenRun(let resolved) = step, resolved.isPreviewed, let reading {
                let preview = try await pending.preview(resolved, of: planned, in: plan, on: reading)
                writer.comment(resolved.summary)
                writer.add(preview.statements)
                pending.add(step, of: planned, changing: preview.changes)
                continue
            }
            pending.add(step, of: planned)
            switch step {
            case .statement(let lowered):
                writer.add([lowered.statement] + warnings(after: lowered, writer))
                try await dryRun?.run([lowered.statement])
            case .resolvedWhenRun(let resolved):
                if let statements = resolved.writtenStatements?.map(\.statement) {
                    writer.add(statements)
                    try await dryRun?.run(statements)
                    continue
                }
                guard let dryRun else { continue }
                writer.comment(resolved.summary)
                writer.add(try await dryRun.statements(of: resolved))
            case .rows(let rows):
                let statements = try await statements(of: rows, writer)
                writer.add(statements)
                try await dryRun?.run(statements)
            case .ownTransaction(let steps):
                try await write(steps, of: planned, to: &writer)
            case .batches(let backfill):
                writer.add(try await statements(of: backfill, writer))
            }
        }
    }

    /// If there is a copy, it knows the table's conflict clauses. Otherwise the script finds them when it runs.
    private func statements(of rows: RowsToInsert, _ writer: ScriptWriter) async throws -> [Statement] {
        guard let clause = try await dryRun?.conflictClause(for: rows.table) else {
            return try writer.dialect.script.inserting(rows)
        }
        return try rows.statements(writer.dialect, conflictClause: clause)
    }

    private func statements(of backfill: Backfill, _ writer: ScriptWriter) async throws -> [Statement] {
        guard let clause = try await dryRun?.conflictClause(for: backfill.table) else {
            return writer.dialect.script.updating(backfill)
        }
        return [backfill.whole(writer.dialect, conflictClause: clause)]
    }

    private func warnings(after lowered: LoweredStatement, _ writer: ScriptWriter) -> [Statement] {
        writer.dialect.warning(after: lowered).map { [$0] } ?? []
    }

    private func enter(_ planned: PlannedRevision, in writer: inout ScriptWriter) async throws {
        try await write(writer.dialect.clearing(after: planned.lowered), of: planned, to: &writer)
        let restoring = writer.dialect.restoringSettings(after: planned.lowered)
        writer.enter(
            LogEntry.Kind(planned.step.direction), planned.step.revision.rawValue,
            removing: planned.step.rowsRemoved, adding: planned.step.rowsAdded,
            recordingChecksum: writer.checksums.entering(planned), restoring: restoring)
        // The copy does not need the entries, but later revisions must not find this revision's settings there.
        try await dryRun?.run(restoring)
    }
}
