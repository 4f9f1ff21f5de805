/// The table that holds the checksums of applied revisions.
struct ChecksumTable: Sendable {
    /// The name of the history's version table in statements: several histories can share a database.
    enum VersionTableName: Sendable {
        /// A known name.
        case known(QualifiedName)
        /// An SQL expression for the full name, which the database evaluates when the statement runs.
        case expression(String)
    }

    let dialect: any Dialect
    let versionTable: VersionTableName

    init(dialect: any Dialect, versionTable: VersionTableName) {
        self.dialect = dialect
        self.versionTable = versionTable
    }

    init(_ session: MigrationSession) {
        self.init(dialect: session.connection.database.dialect, versionTable: .known(session.location.name))
    }

    private var table: String { dialect.name(of: .revisions) }

    /// Reads all recorded checksums; none if the tables have a format without them.
    /// - Throws: ``DatabaseError``, with the missing privilege; ``RowError``.
    func read(on connection: any Connection) async throws -> [RevisionID: String] {
        let format = try await connection.database.catalog(on: connection).metadataTablesFormat()
        guard let format, format >= MetadataTable.formatWithChecksums else { return [:] }
        do {
            let name = versionTableName(placeholder: 1)
            let rows = try await connection.query(
                own: "SELECT revision, checksum FROM \(table) WHERE version_table = \(name.sql)", name.values)
            return try rows.reduce(into: [:]) { recordedChecksums, row in
                recordedChecksums[RevisionID(try row.text("revision"))] = try row.text("checksum")
            }
        } catch var error as DatabaseError where error.kind == .notAllowed {
            let right = "Checking for edited revisions needs SELECT on \(table), which its owner can grant."
            error.advice = [right, error.advice].compactMap { $0 }.joined(separator: "\n")
            throw error
        }
    }

    /// Returns a statement that records the checksum of a revision; for `nil`, one that deletes the recorded checksum.
    func recording(_ revision: RevisionID, _ checksum: RevisionChecksum?) -> Statement {
        guard let checksum else { return forgetting(revision) }
        let name = versionTableName(placeholder: 3)
        return Statement(
            own: """
                INSERT INTO \(table) (revision, checksum, version_table, sealed_at)
                VALUES ($1, $2, \(name.sql), \(dialect.now))
                ON CONFLICT (version_table, revision)
                DO UPDATE SET checksum = excluded.checksum, sealed_at = excluded.sealed_at
                """, [.text(revision.rawValue), .text(checksum.kept)] + name.values)
    }

    /// Returns a statement that adds the hash of the written SQL to a recorded checksum, so that the revision is
    /// compared faster. The rest of the checksum stays the same.
    func completing(_ revision: RevisionID, _ completion: RevisionFindings.Completion) -> Statement {
        let name = versionTableName(placeholder: 4)
        return Statement(
            own:
                "UPDATE \(table) SET checksum = $1 WHERE revision = $2 AND checksum = $3 AND version_table = \(name.sql)",
            [.text(completion.complete), .text(revision.rawValue), .text(completion.kept)] + name.values)
    }

    /// Returns a statement that deletes the checksum of a revision.
    func forgetting(_ revision: RevisionID) -> Statement {
        let name = versionTableName(placeholder: 2)
        return Statement(
            own: "DELETE FROM \(table) WHERE revision = $1 AND version_table = \(name.sql)",
            [.text(revision.rawValue)] + name.values)
    }

    /// Returns a statement that deletes all checksums except those of some revisions.
    func forgettingAll(but kept: [RevisionID]) -> Statement {
        let placeholders = kept.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let name = versionTableName(placeholder: kept.count + 1)
        let others = kept.isEmpty ? "" : "revision NOT IN (\(placeholders)) AND "
        return Statement(
            own: "DELETE FROM \(table) WHERE \(others)version_table = \(name.sql)",
            kept.map { .text($0.rawValue) } + name.values)
    }

    /// Returns the statement that is run with a step of a revision.
    func entering(_ planned: PlannedRevision) -> Statement {
        switch planned.step.direction {
        case .upgrade: recording(planned.step.revision, planned.checksum)
        case .downgrade: forgetting(planned.step.revision)
        }
    }

    private func versionTableName(placeholder: Int) -> (sql: String, values: [Value]) {
        switch versionTable {
        case .known(let name): ("$\(placeholder)", [.text(name.recorded)])
        case .expression(let expression): (expression, [])
        }
    }
}
