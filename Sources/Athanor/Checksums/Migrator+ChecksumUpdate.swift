/// The checksums to update.
public enum ChecksumUpdateTarget: Sendable, Hashable {
    /// The checksums of these revisions. If no file has a revision any more, its checksum is deleted.
    case revisions([RevisionID])
    /// The checksums of all applied revisions that were edited, or that have no comparable checksum. Checksums of
    /// revisions that no file has any more are deleted, as with ``missing``.
    case all
    /// Deletes the checksums of revisions that no file has any more, as after a squash.
    case missing
}

/// The result of a checksum update.
public struct ChecksumUpdateReport: Sendable, Hashable {
    /// Revisions whose recorded checksum now matches their content, in the history's order.
    public var updated: [RevisionID] = []
    /// Revisions that no file has any more and whose checksum was deleted.
    public var forgotten: [RevisionID] = []
    /// Revisions that already matched their recorded checksum.
    public var unchanged: [RevisionID] = []

    /// Whether the table of checksums changes.
    var changesAnything: Bool { !updated.isEmpty || !forgotten.isEmpty }
}

extension Migrator {
    /// Updates the recorded checksums to the present content of revisions. Runs no revision.
    /// - Returns: the result.
    /// - Throws: ``ChecksumUpdateError`` for a revision whose checksum cannot be updated; `RevisionGraphError` for
    ///   ``ChecksumUpdateTarget/missing`` if no file has a row of the version table; ``LockNotAvailable``,
    ///   ``MetadataTablesTooNew``, ``DatabaseFailure``; `CancellationError`. No checksum was changed then.
    @discardableResult
    public func updateChecksums(_ target: ChecksumUpdateTarget) async throws -> ChecksumUpdateReport {
        // A database that does not exist has no checksums, and must not be created for this.
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
            target, rows: try await session.rows(),
            recordedChecksums: try await session.checksums.read(on: session.connection),
            in: self)
    }
}
