extension Migrator {
    /// Marks the database as disposable, so that ``eraseIfEdited(upgradingTo:)`` may drop everything in it. Creates the
    /// metadata tables, and a missing database if the first write creates it.
    ///
    /// The mark is a table next to the metadata tables. It identifies the database: on PostgreSQL by the cluster, the
    /// database's OID, the timeline and the server, on SQLite by the file. A restored dump, a copied database and a
    /// copied file are not disposable, even though they contain the mark. Marking again makes the mark for this
    /// database. The guide <doc:TestingAndDevelopment> names copies that cannot be recognized.
    /// - Throws: ``LockNotAvailable``, ``MetadataTablesTooNew``, ``ErasingError`` if the mark would not count,
    ///   ``DatabaseFailure``, also for a database in memory; `CancellationError`.
    public func markAsDisposable() async throws {
        try await changeMark { session, rows in
            for statement in try await session.eraser.marking(atBase: rows.isEmpty) {
                try await session.connection.query(sql: statement)
            }
            // Something else in the database may have changed what was written.
            guard try await session.eraser.mark()?.isOfThisDatabase == true else {
                throw ErasingError.markDoesNotCount(session.connection.place)
            }
        }
        logger.warning("the database is marked as disposable")
    }

    /// Removes the mark of ``markAsDisposable()``. Does nothing if there is none.
    /// - Throws: as ``markAsDisposable()``.
    public func unmarkAsDisposable() async throws {
        guard try await disposableMark() != nil else { return }
        try await changeMark { session, _ in
            for statement in session.eraser.unmarking() { try await session.connection.query(sql: statement) }
        }
    }

    /// Returns the mark of a disposable database; `nil` if there is none. Reads only.
    /// - Throws: ``DatabaseFailure``; `CancellationError`.
    public func disposableMark() async throws -> DisposableMark? {
        try await MigrationSession.reading(address, options: options, ifMissing: nil) { session in
            try await session.eraser.mark()
        }
    }

    /// Erases the database if an applied revision was edited, or no file has it any more. Afterwards it is like a new
    /// database: upgrade it. For development.
    ///
    /// ```swift
    /// try await migrator.eraseIfEdited()
    /// try await migrator.upgrade()
    /// ```
    ///
    /// A partially applied revision that an upgrade could not continue is a reason too. Everything in the database is
    /// dropped in one transaction, under the migration lock, except the mark. If the transaction fails, nothing was
    /// dropped.
    ///
    /// The upgrade that follows is planned first. A wrong target, and a revision that cannot be run on this database
    /// system, are found before anything is dropped.
    /// - Parameter target: the target of the upgrade that follows, as for ``upgrade(to:)``. It must not count from where
    ///   the database is, as `+1` does.
    /// - Returns: the reason, after the database was erased; `nil` if nothing was erased.
    /// - Throws: ``ErasingError`` if the database is not marked as disposable (``markAsDisposable()``), whether or not
    ///   there is something to erase, if the upgrade would apply nothing, or if the database refuses to drop something;
    ///   ``PlanError`` or `RevisionGraphError` if the history cannot be applied; ``LockNotAvailable``,
    ///   ``DatabaseFailure``; `CancellationError`.
    @discardableResult
    public func eraseIfEdited(upgradingTo target: MigrationTarget = .heads) async throws -> ErasedHistory? {
        let missing = address.module.place(ofMissing: address.url, baseDirectory: options.connection.baseDirectory)
        // Reading first: a refused command must not create a database.
        let plan: MigrationPlan? = try await MigrationSession.reading(
            address, options: options,
            ifMissing: { () throws -> MigrationPlan? in throw ErasingError.notDisposable(missing ?? .memory) }()
        ) { session in
            try await session.checkMark()
            guard !target.countsFromRows else { throw ErasingError.relativeTarget(target.description) }
            guard try await reasonToErase(in: session) != nil else { return nil }
            return try planForNewDatabase(upgradingTo: target, on: session.connection.module)
        }
        guard let plan else { return nil }
        return try await MigrationSession.with(address, access: .readWrite, options: options) { session in
            try await session.checkMark()
            return try await session.locked { session -> ErasedHistory? in
                guard let reason = try await erase(in: session, before: plan) else { return nil }
                logger.warning(
                    "the database was erased",
                    metadata: [
                        "edited": "\(reason.edited.listedBriefly)", "missing": "\(reason.missing.listedBriefly)",
                        "partially_applied": "\(reason.partiallyApplied.listedBriefly)",
                    ])
                return reason
            }
        }
    }

    /// Returns the plan of the upgrade after erasing. What can fail without the database fails here.
    private func planForNewDatabase(
        upgradingTo target: MigrationTarget, on database: any DatabaseModule
    ) throws -> MigrationPlan {
        let run = MigrationRun(migrator: self, direction: .upgrade, target: target)
        // A new version table takes ids of any length.
        let plan = try run.plan(from: [], on: database, longestIdentifier: nil, table: nil)
        guard !plan.revisions.isEmpty else { throw ErasingError.nothingToApply(target.description) }
        return plan
    }

    private func changeMark(
        _ change: @Sendable (MigrationSession, _ rows: [RevisionID]) async throws -> Void
    ) async throws {
        try await MigrationSession.with(address, access: .readWrite, options: options) { session in
            try await session.locked { session in
                let dialect = session.connection.module.dialect
                let rows = try await session.rows()
                try await session.transactions.inTransaction(dialect.transaction(for: [])) {
                    for statement in dialect.guardingMetadataTables(and: session.location.name, for: .writing) {
                        try await session.connection.query(sql: statement)
                    }
                    try await change(session, rows)
                }
            }
        }
    }

    /// Drops everything in the database except the mark, if there still is a reason. The migration lock must be held.
    /// - Parameter plan: the upgrade that follows.
    private func erase(in session: MigrationSession, before plan: MigrationPlan) async throws -> ErasedHistory? {
        let (connection, eraser) = (session.connection, session.eraser)
        // Another migrator may have erased it before this one got the lock. This reads in transactions of its own, so it
        // must come before the one that erases.
        guard let reason = try await reasonToErase(in: session) else { return nil }
        do {
            try await session.transactions.inTransaction(eraser.transaction) {
                let guarding = connection.module.dialect.guardingMetadataTables(
                    and: session.location.name, for: .writing)
                for statement in guarding { try await connection.query(sql: statement) }
                try await session.checkMark()
                try await eraser.erase(inSchemaOf: session.location.name, before: plan)
            }
            return reason
        } catch let failure as DatabaseFailure where failure.kind != .connectionLost {
            throw ErasingError.refused(failure)
        }
    }

    /// Returns the reason for erasing the database; `nil` if an upgrade continues from it.
    private func reasonToErase(in session: MigrationSession) async throws -> ErasedHistory? {
        guard session.location.exists else { return nil }
        let findings = try await findings(in: session)
        var reason = ErasedHistory(
            rows: try await session.rows(), edited: findings.edited,
            missing: (findings.missing + findings.unknown).sorted(), partiallyApplied: [])
        guard findings.isClean else { return reason }
        let progress = try await ProgressTable(session).read(on: session.connection)
        // Without progress there is nothing to continue, so the plan of pending revisions does not matter.
        guard !progress.isEmpty else { return nil }
        let run = MigrationRun(migrator: self, direction: .upgrade, target: .heads)
        do {
            _ = try await run.resumable(try await run.plan(in: session), in: session)
            return nil
        } catch is PartiallyAppliedRevision {
            reason.partiallyApplied = Set(progress.keys.map(\.revision)).sorted()
            return reason
        }
    }
}

/// The reason why a database was erased.
public struct ErasedHistory: Sendable, Hashable {
    /// The rows of the version table before.
    public let rows: [RevisionID]
    /// The applied revisions that were edited, in the history's order.
    public let edited: [RevisionID]
    /// The applied revisions that no file has any more, in alphabetical order.
    public let missing: [RevisionID]
    /// The partially applied revisions that could not be continued, in alphabetical order.
    public internal(set) var partiallyApplied: [RevisionID]
}

extension MigrationSession {
    fileprivate var eraser: any DatabaseEraser { connection.module.eraser(on: connection) }

    /// Returns the mark of a disposable database; `nil` if there is none, or if the role may not read it.
    /// - Throws: ``DatabaseFailure``.
    func markIfAllowed() async throws -> DisposableMark? {
        do {
            return try await eraser.mark()
        } catch let error as DatabaseFailure where error.kind == .notAllowed {
            return nil
        }
    }

    /// Verifies that the database is marked as disposable.
    /// - Throws: ``ErasingError``.
    fileprivate func checkMark() async throws {
        guard let mark = try await eraser.mark() else { throw ErasingError.notDisposable(connection.place) }
        guard mark.isOfThisDatabase else { throw ErasingError.copied(connection.place, mark) }
    }
}
