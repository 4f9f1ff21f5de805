public import Logging

/// Migrates a database to other revisions.
///
/// A value that can be kept and shared: each call opens its own connections and closes them.
///
/// ```swift
/// let migrator = Migrator(try PostgreSQL().at(databaseURL), revisions: revisions)
/// if try await !migrator.pending().isEmpty { try await migrator.upgrade() }
/// ```
public struct Migrator: Sendable {
    let address: DatabaseAddress
    let revisions: RevisionSet
    let options: MigratorOptions
    let logger: Logger

    var database: any DatabaseModule { address.module }

    /// Creates a migrator. Nothing is opened yet.
    /// - Parameters:
    ///   - address: the database, such as `PostgreSQL().at(databaseURL)`.
    ///   - revisions: the history, such as `discoveredRevisions.revisionSet()`.
    ///   - options: the options, such as the version table and the lock.
    ///   - logger: gets a line for each revision.
    public init(
        _ address: DatabaseAddress, revisions: RevisionSet, options: MigratorOptions = MigratorOptions(),
        logger: Logger = Logger(label: "athanor")
    ) {
        self.address = address
        self.revisions = revisions
        self.options = options
        self.logger = logger
    }

    /// Returns the revisions of the database, and the work that is left. Reads only. A database that Athanor has not
    /// touched is at base.
    ///
    /// ```swift
    /// let state = try await migrator.state()
    /// guard state.isUpToDate else { throw ServerError.oldSchema(state.pending.map(\.id)) }
    /// ```
    /// - Throws: ``DatabaseFailure``; `RevisionGraphError` if the rows contradict the history; `CancellationError`.
    public func state() async throws -> MigrationState {
        let (rows, partiallyApplied) = try await MigrationSession.reading(
            address, options: options, ifMissing: ([], [])
        ) {
            try await place(in: $0)
        }
        return try MigrationState(rows: rows, partiallyApplied: partiallyApplied, in: revisions)
    }

    /// Returns the rows of the version table alone, with fewer queries than ``state()``.
    /// - Throws: ``DatabaseFailure``; `CancellationError`.
    package func versionRows() async throws -> [RevisionID] {
        try await MigrationSession.reading(address, options: options, ifMissing: []) { try await $0.rows() }
    }

    /// Returns the rows of the version table, and the partially applied revisions.
    func place(in session: MigrationSession) async throws -> (rows: [RevisionID], partiallyApplied: [PartiallyApplied])
    {
        let progress = try await ProgressTable(session).readIfPossible(on: session.connection)
        return (try await session.rows(), partiallyApplied(progress))
    }

    /// Returns the revisions that an upgrade would run, in order. Reads only. Use it in servers that must not start on
    /// an old schema.
    /// - Parameter target: as for ``upgrade(to:)``.
    /// - Throws: ``DatabaseFailure``; `RevisionGraphError` if the database names a revision that no file has;
    ///   `CancellationError`.
    public func pending(to target: MigrationTarget = .heads) async throws -> [RevisionEntry] {
        try revisions.graph.upgradePlan(to: try target.name(in: revisions), from: try await versionRows())
            .compactMap { revisions[$0.revision] }
    }

    /// Returns the plan of an upgrade or downgrade from the present state of the database. Reads only.
    /// - Parameters:
    ///   - direction: the direction.
    ///   - target: as for ``upgrade(to:)`` and ``downgrade(to:)``.
    /// - Throws: ``PlanError``, `RevisionGraphError`, ``DatabaseFailure``; `CancellationError`.
    public func plan(_ direction: RevisionStep.Direction, to target: MigrationTarget) async throws -> MigrationPlan {
        let run = MigrationRun(migrator: self, direction: direction, target: target)
        let missing = { try run.plan(from: [], on: database, longestIdentifier: nil, table: nil) }
        return try await MigrationSession.reading(address, options: options, ifMissing: try missing()) {
            try await run.plan(in: $0).lookingForShortages(on: $0.connection)
        }
    }

    /// Creates the version table and the metadata tables, unless they exist.
    /// - Throws: ``LockNotAvailable``, ``MetadataTablesTooNew``, ``DatabaseFailure``; `CancellationError`.
    public func ensureVersionTable() async throws {
        try await MigrationSession.with(address, access: .readWrite, options: options) { session in
            try await session.locked { _ in }
        }
    }

    /// Applies the revisions that are missing for a target. Nothing to do is success.
    /// - Parameter target: the place to reach; all heads by default, as for ``pending(to:)``.
    /// - Throws: ``PlanError``, `RevisionGraphError`, ``LockNotAvailable``, ``MetadataTablesTooNew``,
    ///   ``PartiallyAppliedRevision`` or ``DatabaseFailure`` before any revision ran; ``MigrationFailure`` if a revision
    ///   failed. A cancelled task throws `CancellationError` before the first revision starts, then
    ///   ``MigrationFailure`` with a `CancellationError` as its cause.
    @discardableResult
    public func upgrade(to target: MigrationTarget = .heads) async throws -> MigrationReport {
        try await run(.upgrade, to: target)
    }

    /// Reverts the revisions after a target.
    /// - Parameter target: the place to return to: `.base`, `.revision(…)`, `.steps(-1)`, `.base(of: …)`.
    /// - Throws: as ``upgrade(to:)``.
    @discardableResult
    public func downgrade(to target: MigrationTarget) async throws -> MigrationReport {
        try await run(.downgrade, to: target)
    }

    /// Writes revisions into the version table without running anything. Also records what these revisions state about
    /// existing views: their freshness targets, and the definitions that the revisions give them. Revisions that were
    /// applied before the stamp are not looked at; `purge` records all of this again.
    /// ``MigrationEvent/stamped(_:)`` reports the result. Deletes the recorded progress of partially applied revisions,
    /// and the checksums of revisions that are no longer applied.
    /// - Parameters:
    ///   - targets: the places, such as `[.heads]`. They cannot count steps up, and names must be whole, except for
    ///     random ids.
    ///   - purge: whether to delete all rows first, and the checksums of all revisions.
    /// - Returns: the rows of the version table afterwards.
    /// - Throws: `RevisionGraphError`, ``PlanError`` if an id is too long, ``LockNotAvailable``,
    ///   ``MetadataTablesTooNew``, ``VersionTableMoved``, ``DatabaseFailure``; `CancellationError`. The rows are
    ///   unchanged then, unless the connection was lost during the commit: the error then says so.
    @discardableResult
    public func stamp(_ targets: [MigrationTarget], purge: Bool = false) async throws -> [RevisionID] {
        let plan = { (rows: [RevisionID]) throws in
            let names = try targets.map { try $0.name(in: revisions) }
            let plan = try revisions.graph.stampPlan(to: names, from: rows, purge: purge)
            try revisions.graph.check(plan, from: rows)
            try revisions.graph.checkNames(ofStamp: names)
            return plan
        }
        // Find wrong targets before anything is created.
        if database.createsMissingDatabases {
            let (rows, isNeeded) = try await MigrationSession.reading(
                address, options: options, ifMissing: ([RevisionID](), try plan([]).changesRows)
            ) { session in
                let rows = try await session.rows()
                return (rows, try await StampRunner(session: session).isNeeded(try plan(rows), purge: purge))
            }
            guard isNeeded else { return rows }
        }
        return try await MigrationSession.with(address, access: .readWrite, options: options) { session in
            let rows = try await session.rows()
            guard try await StampRunner(session: session).isNeeded(try plan(rows), purge: purge) else { return rows }
            return try await session.locked { session in
                let rows = try await session.rows()
                let plan = try plan(rows)
                let applied = try revisions.graph.applied(plan.rows(after: rows))
                let views = try await ViewStamp(
                    of: self, from: rows, to: applied, purge: purge, on: session.connection)
                try await StampRunner(session: session).run(plan, applied: applied, purge: purge, views: views)
                return try await session.rows()
            }
        }
    }

    private func run(_ direction: RevisionStep.Direction, to target: MigrationTarget) async throws -> MigrationReport {
        let run = MigrationRun(migrator: self, direction: direction, target: target)
        var earlier: MigrationPlan?
        if database.createsMissingDatabases {
            // A rejected run, or a run with nothing to do, must not leave a new, empty database behind.
            let missing = { try run.plan(from: [], on: database, longestIdentifier: nil, table: nil) }
            earlier = try await MigrationSession.reading(address, options: options, ifMissing: try missing()) {
                session in
                let plan = try await run.plan(in: session)
                if plan.revisions.isEmpty { try await reportFindings(in: session) }
                return plan
            }
        }
        if let earlier, earlier.revisions.isEmpty { return MigrationReport(steps: [], current: earlier.rows) }
        return try await MigrationSession.with(address, access: .readWrite, options: options) { session in
            // No lock is needed if nothing is to do, so many servers can start at once.
            let plan = try await run.plan(in: session, reusing: earlier)
            let findings = try await reportFindings(in: session)
            if plan.revisions.isEmpty { return MigrationReport(steps: [], current: plan.rows) }
            return try await session.locked { session in
                try await complete(findings, in: session)
                return try await run.perform(in: session, planned: plan)
            }
        }
    }
}
