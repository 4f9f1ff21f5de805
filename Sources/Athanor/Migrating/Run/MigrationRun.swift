/// One upgrade or downgrade. Plans under the lock, then runs the plan revision by revision.
struct MigrationRun: Sendable {
    let migrator: Migrator
    let direction: RevisionStep.Direction
    let target: MigrationTarget

    /// Returns the plan from the given rows.
    /// - Parameters:
    ///   - database: the database system, with what is known of it.
    ///   - longest: the longest id that fits the version table, in characters; `nil` if there is no limit.
    /// - Throws: `RevisionGraphError`, ``PlanError``; nothing was changed then.
    func plan(
        from rows: [RevisionID], on database: any DatabaseModule, longestIdentifier longest: Int?, table: QualifiedName?
    ) throws -> MigrationPlan {
        let graph = migrator.revisions.graph
        let target = try target.name(in: migrator.revisions)
        let steps =
            switch direction {
            case .upgrade: try graph.upgradePlan(to: target, from: rows)
            case .downgrade: try graph.downgradePlan(to: target, from: rows)
            }
        if let longest, let table, let long = PlanError.tooLong(steps.flatMap(\.rowsAdded), longest: longest) {
            throw PlanError.identifierTooLong(long, table: table, longest: longest)
        }
        let plan = try MigrationPlan(
            steps, from: rows, of: migrator.revisions, on: database, op: migrator.operations,
            sharing: !migrator.options.transactionPerMigration)
        if !migrator.options.transactionPerMigration { try plan.checkForSharedTransaction() }
        return plan
    }

    /// Returns the plan from the rows that the version table holds now. Reuses an earlier plan for the same rows, so
    /// that the revisions' code runs once.
    func plan(in session: MigrationSession, reusing earlier: MigrationPlan? = nil) async throws -> MigrationPlan {
        let rows = try await session.rows()
        if let earlier, earlier.rows == rows { return earlier }
        return try plan(
            from: rows, on: session.connection.module, longestIdentifier: session.location.longestIdentifier,
            table: session.location.name)
    }

    /// Runs the plan. The migration lock must be held.
    /// - Parameter earlier: the plan made before the lock was held.
    /// - Throws: ``MigrationFailure``, ``PartiallyAppliedRevision``, or an error of planning.
    func perform(in session: MigrationSession, planned earlier: MigrationPlan) async throws -> MigrationReport {
        let runner = RevisionRunner(session: session)
        let plan = try await plan(in: session, reusing: earlier)
        var progress = try await resumable(plan, in: session)
        if direction == .downgrade,
            let start = migrator.revisions.graph.startOfSteps(target.description, amongHeads: plan.rows)
        {
            migrator.options.onEvent(.countedFrom(start.chosen, others: start.others))
        }
        reportDoubts(plan)
        guard migrator.options.transactionPerMigration else {
            return try await performTogether(plan, by: runner)
        }
        var rows = plan.rows
        var remaining = plan.revisions[...]
        var finished: [(step: RevisionStep, duration: Duration)] = []
        while let planned = remaining.popFirst() {
            migrator.options.onEvent(.started(planned.step, title: planned.entry.title))
            do {
                let duration = try await runner.run(planned, rows: rows, after: progress[planned.step.progressKey])
                rows = planned.step.rows(after: rows)
                finished.append((planned.step, duration))
                announce(planned, duration)
                // The commit may have changed settings too, for example by a deferred trigger.
                if !remaining.isEmpty { await runner.restoreSettings(of: planned) }
            } catch let failure as RevisionRunFailure {
                if failure.rowsFoundInstead != nil, isAbsolute {
                    let plan = try await self.plan(in: session)
                    progress = try await resumable(plan, in: session)
                    rows = plan.rows
                    remaining = plan.revisions[...]
                    continue
                }
                throw await report(failure, of: planned, by: runner, finished: finished.map(\.step), planned: rows)
            } catch is ProgressMoved {
                progress = try await ProgressTable(session).read(on: session.connection)
                if let progress = progress[planned.step.progressKey] { try check(progress, of: planned) }
                remaining.insert(planned, at: remaining.startIndex)
            }
        }
        return MigrationReport(steps: finished.map { MigrationReport.Step($0, duration: $1) }, current: rows)
    }

    /// Sends an event if revisions of the plan have sections that were probably left empty by mistake.
    private func reportDoubts(_ plan: MigrationPlan) {
        let doubts = plan.doubts(madeWith: migrator.operations)
        guard !doubts.isEmpty else { return }
        migrator.options.onEvent(.doubtful(doubts))
        migrator.logger.warning(
            "revisions have sections that were probably left empty by mistake",
            metadata: ["revisions": "\(doubts.map(\.step.revision).listedBriefly)"])
    }

    /// Reads the progress of partially applied revisions of the plan.
    /// - Throws: ``PartiallyAppliedRevision`` for a revision that the plan does not contain, that was edited, or whose
    ///   progress only a person can determine.
    func resumable(_ plan: MigrationPlan, in session: MigrationSession) async throws -> ProgressTable.Progress {
        let progress = try await ProgressTable(session).read(on: session.connection)
        let dialect = session.connection.module.dialect
        for (key, progress) in progress {
            guard let planned = plan.revisions.first(where: { $0.step.progressKey == key }) else {
                throw PartiallyAppliedRevision.elsewhere(PartiallyApplied(key, progress, nil, dialect))
            }
            try check(progress, of: planned)
        }
        return progress
    }

    /// Verifies that a run may continue a revision.
    /// - Throws: ``PartiallyAppliedRevision``.
    private func check(_ progress: RevisionProgress, of planned: PlannedRevision) throws(PartiallyAppliedRevision) {
        try progress.check(against: planned)
        let half = PartiallyApplied(planned.step.progressKey, progress, planned, migrator.database.dialect)
        guard let statement = half.unknownStatement else { return }
        throw .unknown(planned.step, path: planned.entry.path, statement: statement)
    }

    /// Whether the target means the same at every revision of the database, so that a new plan from other rows does
    /// what was requested.
    var isAbsolute: Bool {
        direction == .upgrade && target.isAbsolute
    }

    func announce(_ planned: PlannedRevision, _ duration: Duration) {
        migrator.options.onEvent(.finished(planned.step, title: planned.entry.title, duration: duration))
        migrator.logger.info(
            "\(planned.step.direction) done",
            metadata: ["revision": "\(planned.step.revision)", "duration_ms": "\(duration.milliseconds)"])
    }

    /// Records a failure in the log, and returns it with the state of the database.
    /// - Parameter undone: the revisions that ran before it in the same transaction.
    func report(
        _ failure: RevisionRunFailure, of planned: PlannedRevision, by runner: RevisionRunner, finished: [RevisionStep],
        planned rows: [RevisionID], undone: [RevisionStep] = []
    ) async -> MigrationFailure {
        let aftermath = await aftermath(of: failure, planned.step, by: runner, planned: rows)
        migrator.logger.error("\(planned.step.direction) failed", metadata: ["revision": "\(planned.step.revision)"])
        return MigrationFailure(
            step: planned.step, path: planned.entry.path, cause: failure.rootCause,
            finished: aftermath.isDone ? finished + undone + [planned.step] : finished,
            undone: aftermath.isDone ? [] : undone, current: aftermath.rows, committed: aftermath.committed,
            uncertainty: aftermath.uncertainty, lostCommit: aftermath.lostCommit, isLogged: aftermath.isLogged)
    }
}
