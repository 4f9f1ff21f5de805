/// Which checksums are to be made anew.
public enum ChecksumUpdateTarget: Sendable, Hashable {
    /// Those of these revisions. Of one that no file has any more, the checksum is forgotten.
    case revisions([RevisionID])
    /// Those of all applied revisions that were edited, or that have no checksum that can be compared; and those of
    /// revisions that no file has any more are forgotten, as ``missing`` does.
    case all
    /// Those of revisions that no file has any more are forgotten, as after a squash.
    case missing
}

/// What became of checksums.
public struct ChecksumUpdateReport: Sendable, Hashable {
    /// Revisions whose checksum is now that of what they say, in the history's order.
    public var updated: [RevisionID] = []
    /// Revisions that no file has any more, whose checksum was forgotten.
    public var forgotten: [RevisionID] = []
    /// Revisions that are as they were applied.
    public var unchanged: [RevisionID] = []

    /// Whether the table of checksums is another afterwards.
    var changesAnything: Bool { !updated.isEmpty || !forgotten.isEmpty }
}

extension Migrator {
    /// Accepts revisions as they are now: what they say becomes what they were applied as. Runs nothing of them.
    /// - Returns: what was done.
    /// - Throws: ``ChecksumUpdateError`` for a revision that cannot be sealed; ``LockNotAvailable``, ``DatabaseError``;
    ///   `CancellationError`. Nothing has been changed then.
    @discardableResult
    public func updateChecksums(_ target: ChecksumUpdateTarget) async throws -> ChecksumUpdateReport {
        // A database that is not there has nothing to seal, and is not to be made for that.
        if database.createsMissingDatabases {
            let report = try await MigrationSession.reading(
                address, options: options, ifMissing: try ChecksumUpdatePlan(target, in: self).report
            ) { try await plan(target, in: $0).report }
            guard report.changesAnything else { return report }
        }
        return try await MigrationSession.with(address, access: .readWrite, options: options) { session in
            let report = try await plan(target, in: session).report
            guard report.changesAnything else { return report }
            return try await session.locked { session in
                let plan = try await plan(target, in: session)
                if plan.report.changesAnything { try await ChecksumUpdateRun(session: session).run(plan) }
                return plan.report
            }
        }
    }

    private func plan(_ target: ChecksumUpdateTarget, in session: MigrationSession) async throws -> ChecksumUpdatePlan {
        try ChecksumUpdatePlan(
            target, rows: try await session.rows(), recordedChecksums: try await ChecksumTable(session).read(on: session.connection),
            in: self)
    }
}
