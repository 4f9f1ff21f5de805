/// The table that holds the checksums of applied revisions.
struct ChecksumTable: Sendable {
    let dialect: any Dialect
    /// The full name of the history's version table: several histories can share a database.
    let versionTable: SQLOperand

    private var table: String { dialect.name(of: .revisions) }

    /// Reads all recorded checksums; none if the tables have a format without them.
    /// - Throws: ``DatabaseFailure``, with the missing privilege; ``RowError``.
    func read(on connection: any Connection) async throws -> [RevisionID: String] {
        let format = try await connection.module.catalog(on: connection).metadataTablesFormat()
        guard let format, format >= MetadataTable.formatWithChecksums else { return [:] }
        do {
            var bound = BoundValues()
            let rows = try await connection.query(
                own: "SELECT revision, checksum FROM \(table) WHERE version_table = \(bound(versionTable))",
                bound.values)
            return try rows.reduce(into: [:]) { recordedChecksums, row in
                recordedChecksums[RevisionID(try row["revision", as: String.self])] = try row[
                    "checksum", as: String.self]
            }
        } catch var error as DatabaseFailure where error.kind == .notAllowed {
            let right = "Checking for edited revisions needs SELECT on \(table), which its owner can grant."
            error.advice = [right, error.advice].compactMap { $0 }.joined(separator: "\n")
            throw error
        }
    }

    /// Returns a statement that records the checksum of a revision; for `nil`, one that deletes the recorded checksum.
    func recording(_ revision: RevisionID, _ checksum: RevisionChecksum?) -> SQLStatement {
        guard let checksum else { return forgetting(revision) }
        var bound = BoundValues()
        let row = [bound(revision.rawValue), bound(checksum.kept), bound(versionTable), dialect.now]
        return SQLStatement(
            own: """
                INSERT INTO \(table) (revision, checksum, version_table, sealed_at)
                VALUES (\(row.joined(separator: ", ")))
                ON CONFLICT (version_table, revision)
                DO UPDATE SET checksum = excluded.checksum, sealed_at = excluded.sealed_at
                """, bound.values)
    }

    /// Returns a statement that adds the hash of the written SQL to a recorded checksum, so that the revision is
    /// compared faster. The rest of the checksum stays the same.
    func completing(_ revision: RevisionID, _ completion: RevisionFindings.Completion) -> SQLStatement {
        var bound = BoundValues()
        let setting = "UPDATE \(table) SET checksum = \(bound(completion.complete))"
        let condition = "revision = \(bound(revision.rawValue)) AND checksum = \(bound(completion.kept))"
        return SQLStatement(
            own: "\(setting) WHERE \(condition) AND version_table = \(bound(versionTable))", bound.values)
    }

    /// Returns a statement that deletes the checksum of a revision.
    func forgetting(_ revision: RevisionID) -> SQLStatement {
        var bound = BoundValues()
        let condition = "revision = \(bound(revision.rawValue)) AND version_table = \(bound(versionTable))"
        return SQLStatement(own: "DELETE FROM \(table) WHERE \(condition)", bound.values)
    }

    /// Returns a statement that deletes all checksums except those of some revisions.
    func forgettingAll(but kept: [RevisionID]) -> SQLStatement {
        var bound = BoundValues()
        let names = kept.map { bound($0.rawValue) }.joined(separator: ", ")
        let others = kept.isEmpty ? "" : "revision NOT IN (\(names)) AND "
        return SQLStatement(
            own: "DELETE FROM \(table) WHERE \(others)version_table = \(bound(versionTable))", bound.values)
    }

    /// Returns the statement that is run with a step of a revision.
    func entering(_ planned: PlannedRevision) -> SQLStatement {
        switch planned.step.direction {
        case .upgrade: recording(planned.step.revision, planned.checksum)
        case .downgrade: forgetting(planned.step.revision)
        }
    }
}
