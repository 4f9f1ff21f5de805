/// One upgrade or downgrade: plans under the lock, then runs the plan revision by revision.
struct MigrationRun: Sendable {
    let migrator: Migrator
    let direction: RevisionStep.Direction
    let target: String

    /// What to do from given rows.
    /// - Throws: `RevisionGraphError`, ``PlanError``; nothing has been changed then.
    func plan(from rows: [RevisionID], location: VersionTableLocation) throws -> MigrationPlan {
        let graph = migrator.revisions.graph
        let steps =
            switch direction {
            case .upgrade: try graph.upgradePlan(to: target, from: rows)
            case .downgrade: try graph.downgradePlan(to: target, from: rows)
            }
        if let longest = location.longestIdentifier,
            let long = steps.flatMap(\.rowsAdded).first(where: { $0.rawValue.unicodeScalars.count > longest })
        {
            throw PlanError.identifierTooLong(long, table: location.name, longest: longest)
        }
        let op = Operations(databaseKind: migrator.database.kind, arguments: migrator.options.arguments)
        return try MigrationPlan(steps, of: migrator.revisions, on: migrator.database, op: op)
    }

    /// Runs the plan. The migration lock must be held.
    /// - Throws: ``MigrationFailure``, or what ``plan(from:location:)`` throws.
    func perform(in session: Session, coverage: MigrationLockCoverage) async throws -> MigrationReport {
        let runner = RevisionRunner(
            connection: session.connection, versionRows: session.versionRows,
            identity: RunIdentity(session.connection), confirmsRows: coverage == .transaction)
        var rows = try await session.rows()
        var finished: [MigrationReport.Step] = []
        var remaining = try plan(from: rows, location: session.location).revisions[...]
        while let planned = remaining.popFirst() {
            migrator.options.onEvent(.started(planned.step, title: planned.entry.title))
            do {
                let duration = try await runner.run(planned, rows: rows)
                rows = Self.rows(rows, after: planned.step)
                finished.append(MigrationReport.Step(step: planned.step, duration: duration))
                announce(planned, duration)
            } catch let failure as RevisionRunFailure {
                if let moved = failure.cause as? RowsMoved, failure.committed.isEmpty, isAbsolute {
                    rows = moved.found
                    remaining = try plan(from: rows, location: session.location).revisions[...]
                    continue
                }
                let explained = migrationFailure(failure, planned, finished: finished.map(\.step), rows: rows)
                await Cleanup.run { await runner.logFailure(failure, of: planned.step) }
                migrator.logger.error(
                    "\(planned.step.direction) failed", metadata: ["revision": "\(planned.step.revision)"])
                throw explained
            }
        }
        return MigrationReport(steps: finished, current: rows)
    }

    /// Whether the target means the same wherever the database stands, so that planning again from other rows does what
    /// was asked.
    private var isAbsolute: Bool {
        direction == .upgrade && !target.contains { $0 == "+" || $0 == "-" }
    }

    private func announce(_ planned: PlannedRevision, _ duration: Duration) {
        migrator.options.onEvent(.finished(planned.step, title: planned.entry.title, duration: duration))
        migrator.logger.info(
            "\(planned.step.direction) done",
            metadata: ["revision": "\(planned.step.revision)", "duration_ms": "\(duration.milliseconds)"])
    }

    private func migrationFailure(
        _ failure: RevisionRunFailure, _ planned: PlannedRevision, finished: [RevisionStep], rows: [RevisionID]
    ) -> MigrationFailure {
        let cause: any Error =
            failure.rootCause is RowsMoved
            ? VersionTableMoved(statement: Statement("SELECT version_num")) : failure.rootCause
        return MigrationFailure(
            step: planned.step, path: planned.entry.path, cause: cause, finished: finished, current: rows,
            committed: failure.committed.map(\.summary), isOutcomeUnknown: failure.isOutcomeUnknown)
    }

    private static func rows(_ rows: [RevisionID], after step: RevisionStep) -> [RevisionID] {
        (rows.filter { !step.rowsRemoved.contains($0) } + step.rowsAdded).sorted()
    }
}

extension LoweredStep {
    /// What the step does, on one line.
    var summary: String {
        switch self {
        case .statement(let lowered): ExecuteSQL.shortened(lowered.statement.text)
        case .resolvedWhenRun(let step): step.summary
        }
    }
}
