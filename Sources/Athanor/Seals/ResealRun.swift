import Foundation

/// Which checksums are to be made anew.
public enum ResealTarget: Sendable, Hashable {
    /// Those of these revisions. Of one that no file has any more, the checksum is forgotten.
    case revisions([RevisionID])
    /// Those of all applied revisions that were edited, or that have no checksum that can be compared.
    case all
}

/// What became of checksums.
public struct ResealReport: Sendable, Hashable {
    /// Revisions whose checksum is now that of what they say, in the history's order.
    public var sealed: [RevisionID] = []
    /// Revisions that no file has any more, whose checksum was forgotten.
    public var forgotten: [RevisionID] = []
    /// Revisions that are as they were applied.
    public var unchanged: [RevisionID] = []
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
                database, at: url, options: options, ifMissing: try ResealPlan(target, in: self).report
            ) { try await plan(target, in: $0).report }
            guard report.changesAnything else { return report }
        }
        return try await Session.with(database, at: url, access: .readWrite, options: options) { session in
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

extension ResealReport {
    fileprivate var changesAnything: Bool { !sealed.isEmpty || !forgotten.isEmpty }
}

/// What resealing will change.
private struct ResealPlan {
    private(set) var report = ResealReport()
    /// The new checksums.
    private(set) var checksums: [RevisionID: RevisionChecksum] = [:]
    /// The rows of the version table that it was made for.
    let rows: [RevisionID]

    /// - Throws: ``ResealError``.
    init(
        _ target: ResealTarget, rows: [RevisionID] = [], seals: [RevisionID: String] = [:], in migrator: Migrator
    ) throws {
        self.rows = rows
        let history = migrator.revisions
        let applied = (try? history.graph.applied(rows.filter { history[$0] != nil })) ?? []
        let op = migrator.operationsMaker
        let entries: [RevisionEntry]
        switch target {
        case .all:
            entries = history.all.filter { applied.contains($0.id) }
        case .revisions(let wanted):
            report.forgotten = wanted.filter { history[$0] == nil && seals[$0] != nil }
            if let unknown = wanted.first(where: { history[$0] == nil && seals[$0] == nil }) {
                throw ResealError.noSuchRevision(unknown)
            }
            if let pending = wanted.first(where: { history[$0] != nil && !applied.contains($0) }) {
                throw ResealError.isNotApplied(pending)
            }
            entries = history.all.filter { wanted.contains($0.id) }
        }
        for entry in entries {
            let comparison = entry.comparison(with: seals[entry.id], on: migrator.database, op: op)
            if comparison == .unchanged {
                report.unchanged.append(entry.id)
            } else if let checksum = entry.checksum(on: migrator.database, op: op) {
                checksums[entry.id] = checksum
                report.sealed.append(entry.id)
            } else if case .revisions = target {
                throw ResealError.cannotBeRead(entry.id, path: entry.path)
            }
        }
    }
}

/// Writes new checksums.
private struct ResealRun {
    let session: Session

    /// Writes them, with an entry in the log, in one transaction.
    func run(_ plan: ResealPlan) async throws {
        let (connection, table) = (session.connection, SealTable(session))
        let (identity, dialect) = (RunIdentity(connection), connection.database.dialect)
        let startedAt = Date()
        let subject = (plan.report.sealed + plan.report.forgotten).listed
        let detail = plan.report.forgotten.isEmpty ? nil : "forgotten: \(plan.report.forgotten.listed)"
        try await session.transactions.run(
            [],
            entries: TransactionRunner.Entries(
                log: { elapsed in
                    LogEntry(
                        kind: .reseal, subject: subject, startedAt: startedAt, elapsed: elapsed, outcome: .done,
                        detail: detail
                    ).statement(by: identity, dialect: dialect)
                },
                marking: plan.report.sealed.map { table.sealing($0, plan.checksums[$0]) }
                    + plan.report.forgotten.map(table.forgetting)),
            confirm: RevisionRunner(session: session).confirmation(of: plan.rows))
    }
}
