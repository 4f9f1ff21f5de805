import Foundation

/// Writes a script of what a ``Migrator`` would run, for people who may run SQL only with the database's own
/// command-line client, or who want to.
///
/// The script leaves exactly the same schema, data and version rows as the run. It stops at the first error. Before the
/// work of a revision it asserts that the version table holds the expected rows.
public struct OfflineMigrator: Sendable {
    let database: any DatabaseModule
    private let address: DatabaseAddress?
    let revisions: RevisionSet
    let options: MigratorOptions
    /// Whether scripts contain only the work of revisions, without Athanor's own statements around it.
    private var writesWorkOnly = false

    /// Creates a writer of scripts that may query a database, for steps that read the catalog and for `current`.
    /// Nothing is opened yet.
    /// - Parameters:
    ///   - address: the database, such as `PostgreSQL().at(databaseURL)`.
    ///   - revisions: the history.
    ///   - options: the options, such as the version table and the role.
    public init(
        _ address: DatabaseAddress, revisions: RevisionSet, options: MigratorOptions = MigratorOptions()
    ) {
        database = address.module
        self.address = address
        self.revisions = revisions
        self.options = options
    }

    /// Creates a writer of scripts that queries no database. It rejects steps that read the catalog, and `current`.
    /// - Parameters:
    ///   - database: the database system of the scripts.
    ///   - revisions: the history.
    ///   - options: the options, such as the version table and the role.
    public init(
        for database: any DatabaseSystem, revisions: RevisionSet, options: MigratorOptions = MigratorOptions()
    ) {
        self.database = database.module
        address = nil
        self.revisions = revisions
        self.options = options
    }

    /// Returns the script of an upgrade or a downgrade. Sends an event about sections that were probably left empty by
    /// mistake.
    /// - Parameters:
    ///   - direction: the direction.
    ///   - range: the start and the target, such as `OfflineRange(from: .base, to: .heads)`.
    /// - Throws: ``OfflineError``, `RevisionGraphError`, ``PlanError``; ``DatabaseFailure`` from a queried database.
    public func script(_ direction: RevisionStep.Direction, _ range: OfflineRange) async throws -> String {
        let isFromCurrent = try range.start(direction) == .current
        let start = try await start(of: range.start(direction))
        let plan = try plan(direction, range, from: start)
        try refuseUnscriptable(in: plan)
        let doubts = plan.doubts(madeWith: operations)
        if !doubts.isEmpty { options.onEvent(.doubtful(doubts)) }
        let previewed = plan.revisions.lazy.flatMap { revision in
            revision.lowered.flatMap(\.parts).map { (revision: revision, step: $0) }
        }.first { if case .resolvedWhenRun(let step) = $0.step.content { step.isPreviewed } else { false } }
        guard let previewed else {
            return try await script(plan, for: start.database, reading: nil, asking: isFromCurrent)
        }
        guard let address else {
            throw OfflineError.needsDatabase(
                previewed.revision.step.revision, path: previewed.revision.entry.path, step: previewed.step.summary,
                database: database.displayName)
        }
        return try await MigrationSession.reading(
            address, options: options,
            ifMissing: { throw OfflineError.databaseIsElsewhere(found: [], start: plan.rows) }()
        ) { session in
            let rows = try await session.rows()
            guard Set(rows) == Set(plan.rows) else {
                throw OfflineError.databaseIsElsewhere(found: rows, start: plan.rows)
            }
            let connection = session.connection
            let found = Start(rows: plan.rows, database: connection.module)
            // The plan from `current` was made for the present database.
            let plan = isFromCurrent ? plan : try self.plan(direction, range, from: found)
            return try await script(plan, for: found.database, reading: connection, asking: true)
        }
    }

    /// Returns the SQL of the revisions' work: what the script contains without Athanor's own statements.
    /// - Parameters:
    ///   - direction: the direction.
    ///   - range: as for ``script(_:_:)``.
    /// - Throws: as ``script(_:_:)``.
    package func work(_ direction: RevisionStep.Direction, _ range: OfflineRange) async throws -> String {
        var writer = self
        writer.writesWorkOnly = true
        return try await writer.script(direction, range).trimmingCharacters(in: .newlines)
    }

    /// Returns the SQL of a plan's work, without reading a database.
    /// - Throws: ``OfflineError``, ``PlanError``.
    func work(of plan: MigrationPlan) async throws -> String {
        var writer = self
        writer.writesWorkOnly = true
        try refuseUnscriptable(in: plan)
        for revision in plan.revisions {
            for case .resolvedWhenRun(let step) in revision.lowered.flatMap(\.parts).map(\.content)
            where step.isPreviewed {
                throw OfflineError.needsDatabase(
                    revision.step.revision, path: revision.entry.path, step: step.summary,
                    database: database.displayName)
            }
        }
        return try await writer.script(plan, for: database, reading: nil, asking: false)
            .trimmingCharacters(in: .newlines)
    }

    /// Rejects statements that would break the statements after them in a script.
    private func refuseUnscriptable(in plan: MigrationPlan) throws(PlanError) {
        for revision in plan.revisions {
            for case .statement(let lowered) in revision.lowered.flatMap(\.parts).map(\.content) {
                guard let refusal = database.dialect.refusalInScript(of: lowered) else { continue }
                throw .cannotRun(revision.step, path: revision.entry.path, reason: refusal.explanation)
            }
        }
    }

    /// - Parameters:
    ///   - plan: the plan of the script.
    ///   - database: the database system of the script, with what is known of it.
    ///   - reading: a read-only session, for steps that read the catalog.
    ///   - isAsked: whether the database was queried, even if only for its revisions.
    private func script(
        _ plan: MigrationPlan, for database: any DatabaseModule, reading: (any Connection)?, asking isAsked: Bool
    ) async throws -> String {
        let dryRun = try await copy(for: plan)
        do {
            let writer = try opening(for: database, asking: isAsked || dryRun != nil)
            try await OfflinePlanScript(
                plan: plan, options: options, dryRun: dryRun, reading: reading, dialect: database.dialect
            ).write(to: writer)
            await dryRun?.copy.connection.close()
            return closing(writer)
        } catch {
            await Cleanup.run { await dryRun?.copy.connection.close() }
            throw error
        }
    }

    /// Returns the plan of an upgrade or a downgrade from given rows. Queries a database only for `current`.
    /// - Throws: as ``script(_:_:)``.
    public func plan(_ direction: RevisionStep.Direction, _ range: OfflineRange) async throws -> MigrationPlan {
        try await plan(direction, range, from: start(of: range.start(direction)))
    }

    private func plan(
        _ direction: RevisionStep.Direction, _ range: OfflineRange, from start: Start
    ) throws -> MigrationPlan {
        let (rows, database) = (start.rows, start.database)
        let graph = revisions.graph
        let target = try range.target(direction).name(in: revisions)
        let steps =
            switch direction {
            case .upgrade: try graph.upgradePlan(to: target, from: rows)
            case .downgrade: try graph.downgradePlan(to: target, from: rows)
            }
        if steps.isEmpty { try checkThatNothingIsMeant(by: target, from: rows) }
        return try MigrationPlan(
            steps, from: rows, of: revisions, on: database, op: operations,
            sharing: !options.transactionPerMigration)
    }

    /// The maker of the revisions' operations.
    private var operations: Operations { Operations(for: database, revisions, options) }

    /// Rejects a range without revisions if its two ends are different places: they may have been swapped.
    private func checkThatNothingIsMeant(by target: String, from rows: [RevisionID]) throws {
        let graph = revisions.graph
        guard try graph.applied(graph.resolve(target, current: rows)) != graph.applied(rows) else { return }
        throw RevisionGraphError.rangeStartNotAncestor(start: rows.listed, end: target)
    }

    /// Returns the script that writes revisions into the version table, which is empty.
    /// - Parameters:
    ///   - targets: as for ``Migrator/stamp(_:purge:)``.
    ///   - purge: as for ``Migrator/stamp(_:purge:)``.
    /// - Throws: as ``script(_:_:)``.
    public func script(stamping targets: [MigrationTarget], purge: Bool = false) async throws -> String {
        try await script(stamping: targets, from: .base, purge: purge)
    }

    /// Returns the script that writes a revision into the version table.
    /// - Parameters:
    ///   - range: the rows that the version table holds, and the target.
    ///   - purge: as for ``Migrator/stamp(_:purge:)``. The start does not matter then.
    /// - Throws: as ``script(_:_:)``.
    public func script(stamping range: OfflineRange, purge: Bool = false) async throws -> String {
        try await script(stamping: [range.target(.upgrade)], from: range.start(.upgrade), purge: purge)
    }

    private func script(
        stamping targets: [MigrationTarget], from start: OfflineRange.Start, purge: Bool
    ) async throws -> String {
        let rows = purge ? [] : try await self.start(of: start).rows
        let names = try targets.map { try $0.name(in: revisions) }
        let plan = try revisions.graph.stampPlan(to: names, from: rows, purge: purge)
        try revisions.graph.check(plan, from: rows)
        try revisions.graph.checkNames(ofStamp: names)
        let applied = try revisions.graph.applied(plan.rows(after: rows))
        let views = try ViewStamp(of: revisions, for: database, operations, from: rows, to: applied, purge: purge)
        let noting = try views.script
        let writer = try opening()
        let recorder = writer.recorder
        writer.comment("Running stamp \(plan.rowsAdded.listed)")
        writer.transaction(from: purge ? nil : rows) {
            if purge {
                writer.add(writer.dialect.creating(versionTable: writer.versionTable))
                writer.guardMetadataTables(for: .writing)
                writer.add([SQLStatement("DELETE FROM \(writer.dialect.quote(writer.versionTable))")])
            }
            writer.add(writer.dialect.creatingMetadataTables(from: nil))
            for sentence in noting.comments { writer.comment(sentence) }
            if !noting.statements.isEmpty { writer.guardMetadataTables(for: .writing) }
            writer.add(noting.statements)
            writer.guardMetadataTables(for: .writing)
            writer.record(
                TransactionEntries(
                    move: recorder.versionRows.move(removing: plan.rowsRemoved, adding: plan.rowsAdded, from: rows),
                    log: recorder.log(.stamp, plan.rowsAdded.listed, startedAt: .now),
                    marking: [
                        recorder.checksums.forgettingAll(
                            but: purge ? [] : revisions.all.map(\.id).filter(applied.contains))
                    ]))
        }
        return closing(writer)
    }

    /// Returns the script that creates the version table and the metadata tables, unless they exist.
    /// - Throws: ``DatabaseFailure`` if a role is configured and the database has no roles.
    package func scriptEnsuringVersionTable() throws -> String {
        let writer = try opening()
        writer.comment("Create the version table and the metadata tables, unless they exist")
        writer.transaction(from: nil) {
            writer.add(writer.dialect.creating(versionTable: writer.versionTable))
            writer.add(writer.dialect.creatingMetadataTables(from: nil))
        }
        return closing(writer)
    }

    private func opening() throws -> ScriptWriter { try opening(for: database, asking: false) }

    /// - Parameters:
    ///   - database: the database system of the script, with what is known of it.
    ///   - isAsked: whether a database was queried for the script.
    private func opening(for database: any DatabaseModule, asking isAsked: Bool) throws -> ScriptWriter {
        let table = QualifiedName(schema: options.versionTable.schema, name: options.versionTable.name)
        let writer = ScriptWriter(dialect: database.dialect, versionTable: table, writesWorkOnly: writesWorkOnly)
        let script = database.dialect.script
        writer.comment("Written by Athanor \(AthanorVersion.current), to be run by \(script.client)")
        if isAsked, let address {
            writer.comment("For the database at \(address.url), as it was when the script was written")
        }
        writer.add(
            try script.opening(
                role: options.connection.role, trustedOwners: options.connection.trustedOwners, versionTable: table))
        return writer
    }

    private func closing(_ writer: ScriptWriter) -> String {
        writer.add(database.dialect.script.closing)
        return String(writer.text.dropLast())
    }

    /// The start of a script.
    private struct Start {
        let rows: [RevisionID]
        /// The database system, with what the database reported of it.
        let database: any DatabaseModule
    }

    private func start(of start: OfflineRange.Start) async throws -> Start {
        switch start {
        case .revisions(let targets):
            var rows: [RevisionID] = []
            for target in targets {
                for id in try revisions.graph.resolve(try target.name(in: revisions)) where !rows.contains(id) {
                    rows.append(id)
                }
            }
            return Start(rows: rows.sorted(), database: database)
        case .current:
            guard let address else { throw OfflineError.currentWithoutDatabase }
            return try await MigrationSession.reading(
                address, options: options, ifMissing: Start(rows: [], database: database)
            ) { Start(rows: try await $0.rows(), database: $0.connection.module) }
        }
    }

    /// Makes a copy of the database for the plan's steps that read it; `nil` if there are no such steps.
    private func copy(for plan: MigrationPlan) async throws -> PlanDryRun? {
        var needing: (revision: PlannedRevision, step: ResolvedStep)?
        for revision in plan.revisions {
            for case .resolvedWhenRun(let step) in revision.lowered.flatMap(\.parts).map(\.content) {
                if case .onlyLive(let reason) = step.previewing {
                    throw OfflineError.refusedStep(
                        revision.step.revision, path: revision.entry.path, step: step.summary, reason: reason)
                }
                if needing == nil, step.writtenStatements == nil, !step.isPreviewed { needing = (revision, step) }
            }
        }
        guard let needing else { return nil }
        let (id, path, step) = (needing.revision.step.revision, needing.revision.entry.path, needing.step.summary)
        guard let address else {
            throw OfflineError.needsDatabase(id, path: path, step: step, database: database.displayName)
        }
        guard let copy = try await database.dryRun(of: address.url, options: options.connection) else {
            throw OfflineError.needsLiveRun(id, path: path, step: step, database: database.displayName)
        }
        let dryRun = PlanDryRun(copy: copy)
        do {
            try await dryRun.check(startsFrom: plan.rows, versionTable: options.versionTable)
        } catch {
            await Cleanup.run { await copy.connection.close() }
            throw error
        }
        return dryRun
    }
}
