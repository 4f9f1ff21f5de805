/// The changes of a checksum update.
struct ChecksumUpdatePlan {
    private(set) var report = ChecksumUpdateReport()
    /// The new checksums.
    private(set) var checksums: [RevisionID: RevisionChecksum] = [:]
    /// The rows of the version table that the plan was made for.
    let rows: [RevisionID]

    /// - Throws: ``ChecksumUpdateError``.
    init(
        _ target: ChecksumUpdateTarget, rows: [RevisionID] = [], recordedChecksums: [RevisionID: String] = [:],
        in migrator: Migrator
    ) throws {
        self.rows = rows
        let history = migrator.revisions
        let applied = (try? history.graph.applied(rows.filter { history[$0] != nil })) ?? []
        let op = migrator.operations
        let entries: [RevisionEntry]
        switch target {
        case .all:
            // If the database is at a revision that these files do not have, the files are incomplete.
            if rows.allSatisfy({ history[$0] != nil }) {
                report.forgotten = recordedChecksums.keys.filter { history[$0] == nil }.sorted()
            }
            entries = history.all.filter { applied.contains($0.id) }
        case .missing:
            let unknown = rows.filter { history[$0] == nil }
            guard unknown.isEmpty else { throw RevisionGraphError.databaseRevisionUnknown(unknown) }
            report.forgotten = recordedChecksums.keys.filter { history[$0] == nil }.sorted()
            entries = []
        case .revisions(let wanted):
            report.forgotten = wanted.filter { history[$0] == nil && recordedChecksums[$0] != nil }
            if let unknown = wanted.first(where: { history[$0] == nil && recordedChecksums[$0] == nil }) {
                throw ChecksumUpdateError.noSuchRevision(unknown)
            }
            if let pending = wanted.first(where: { history[$0] != nil && !applied.contains($0) }) {
                throw ChecksumUpdateError.isNotApplied(pending)
            }
            entries = history.all.filter { wanted.contains($0.id) }
        }
        for entry in entries {
            let comparison = entry.comparison(with: recordedChecksums[entry.id], on: migrator.database, op: op)
            if comparison == .unchanged {
                report.unchanged.append(entry.id)
                continue
            }
            do {
                if let checksum = try entry.checksum(on: migrator.database, op: op) {
                    checksums[entry.id] = checksum
                    report.updated.append(entry.id)
                } else if case .revisions = target {
                    throw ChecksumUpdateError.cannotBeRead(entry.id, path: entry.path)
                }
            } catch let error as RevisionCodeError {
                guard case .revisions = target else { continue }
                throw ChecksumUpdateError.threw(entry.id, path: entry.path, error.explanation)
            }
        }
    }
}
