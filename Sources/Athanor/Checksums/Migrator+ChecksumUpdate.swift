/// Which checksums are to be made anew.
public enum ResealTarget: Sendable, Hashable {
    /// Those of these revisions. Of one that no file has any more, the checksum is forgotten.
    case revisions([RevisionID])
    /// Those of all applied revisions that were edited, or that have no checksum that can be compared; and those of
    /// revisions that no file has any more are forgotten, as ``missing`` does.
    case all
    /// Those of revisions that no file has any more are forgotten, as after a squash.
    case missing
}

/// What became of checksums.
public struct ResealReport: Sendable, Hashable {
    /// Revisions whose checksum is now that of what they say, in the history's order.
    public var sealed: [RevisionID] = []
    /// Revisions that no file has any more, whose checksum was forgotten.
    public var forgotten: [RevisionID] = []
    /// Revisions that are as they were applied.
    public var unchanged: [RevisionID] = []

    /// Whether the table of checksums is another afterwards.
    var changesAnything: Bool { !sealed.isEmpty || !forgotten.isEmpty }
}

extension Migrator {
    /// Accepts revisions as they are now: what they say becomes what they were applied as. Runs nothing of them.
    /// - Returns: what was done.
    /// - Throws: ``ResealError`` for a revision that cannot be sealed; ``LockNotAvailable``, ``DatabaseError``;
    ///   `CancellationError`. Nothing has been changed then.
    @discardableResult
    public func reseal(_ target: ResealTarget) async throws -> ResealReport {
        // A database that is not there has nothing to seal, and is not to be made for that.
        if database.createsMissingDatabases {
            let report = try await Session.reading(
                address, options: options, ifMissing: try ResealPlan(target, in: self).report
            ) { try await plan(target, in: $0).report }
            guard report.changesAnything else { return report }
        }
        return try await Session.with(address, access: .readWrite, options: options) { session in
            let report = try await plan(target, in: session).report
            guard report.changesAnything else { return report }
            return try await session.locked { session in
                let plan = try await plan(target, in: session)
                if plan.report.changesAnything { try await ResealRun(session: session).run(plan) }
                return plan.report
            }
        }
    }

    private func plan(_ target: ResealTarget, in session: Session) async throws -> ResealPlan {
        try ResealPlan(
            target, rows: try await session.rows(), seals: try await SealTable(session).read(on: session.connection),
            in: self)
    }
}
