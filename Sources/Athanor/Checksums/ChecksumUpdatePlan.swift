/// What resealing will change.
struct ResealPlan {
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
            // Where the database is at a revision that these files do not have, they are not all that there are.
            if rows.allSatisfy({ history[$0] != nil }) {
                report.forgotten = seals.keys.filter { history[$0] == nil }.sorted()
            }
            entries = history.all.filter { applied.contains($0.id) }
        case .missing:
            let unknown = rows.filter { history[$0] == nil }
            guard unknown.isEmpty else { throw RevisionGraphError.databaseRevisionUnknown(unknown) }
            report.forgotten = seals.keys.filter { history[$0] == nil }.sorted()
            entries = []
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
