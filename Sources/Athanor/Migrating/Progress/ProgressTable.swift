/// The table that holds the progress of partially applied revisions.
struct ProgressTable: Sendable {
    /// A revision and its direction.
    struct Key: Sendable, Hashable {
        let revision: RevisionID
        let direction: RevisionStep.Direction
    }

    /// The progress of each partially applied revision. Usually empty.
    typealias Progress = [Key: RevisionProgress]

    let dialect: any Dialect
    /// The version table of the history: several histories can share a database.
    let versionTable: QualifiedName

    init(_ session: MigrationSession) {
        dialect = session.connection.module.dialect
        versionTable = session.location.name
    }

    private var table: String { dialect.name(of: .progress) }

    /// Reads the progress of every revision.
    /// - Parameter format: the format of the metadata tables.
    /// - Throws: ``DatabaseFailure``; ``RowError`` if the table holds a value that Athanor does not write.
    func read(on connection: any Connection, format: Int = MetadataTable.currentFormat) async throws -> Progress {
        let kinds = format >= MetadataTable.formatWithChecksums ? "kind, summary" : "NULL AS kind, NULL AS summary"
        let rows = try await connection.query(
            own: """
                SELECT revision, direction, segment, fingerprint, \(kinds), finished, position, rows
                FROM \(table)
                WHERE version_table = $1
                ORDER BY revision, direction, segment
                """, [.text(versionTable.recorded)])
        return try rows.reduce(into: [:]) { all, row in
            let key = Key(
                revision: RevisionID(try row["revision", as: String.self]),
                direction: try row["direction", as: String.self] == "upgrade" ? .upgrade : .downgrade)
            all[key, default: RevisionProgress()].segments.append(try Self.segment(row))
        }
    }

    /// Reads the progress of every revision. Returns nothing if the table does not exist.
    /// - Throws: ``DatabaseFailure``, ``RowError``.
    func readIfThere(on connection: any Connection) async throws -> Progress {
        let format = try await connection.module.catalog(on: connection).metadataTablesFormat()
        guard let format, format >= MetadataTable.formatWithProgress else { return [:] }
        return try await read(on: connection, format: format)
    }

    /// Reads the progress of every revision. Returns nothing if the table does not exist or may not be read.
    /// - Throws: ``DatabaseFailure``, ``RowError``.
    func readIfPossible(on connection: any Connection) async throws -> Progress {
        do {
            return try await readIfThere(on: connection)
        } catch let error as DatabaseFailure where error.kind == .notAllowed {
            // A user who may read the version table may lack the right to read this one.
            return [:]
        }
    }

    private static func segment(_ row: ResultRow) throws -> RevisionProgress.SegmentProgress {
        let position = try row["position", as: String?.self].map { text in
            guard let values = StoredKey.values(in: text) else {
                throw RowError.unexpected("position", .text(text), wanted: "the key of a row")
            }
            return values
        }
        let isFinished = try row["finished", as: Bool.self]
        let kind = try row["kind", as: String?.self].map { text in
            guard let kind = RevisionProgress.SegmentProgress.Kind(rawValue: text) else {
                let wanted = RevisionProgress.SegmentProgress.Kind.allCases.map(\.rawValue).joined(separator: " or ")
                throw RowError.unexpected("kind", .text(text), wanted: wanted)
            }
            return kind
        }
        return RevisionProgress.SegmentProgress(
            segment: Int(try row["segment", as: Int64.self]), fingerprint: try row["fingerprint", as: String.self],
            // Earlier versions of Athanor recorded an unfinished segment only for batches.
            kind: kind ?? (isFinished ? .transaction : .batches), summary: try row["summary", as: String?.self],
            isFinished: isFinished, position: position, rows: try row["rows", as: Int64.self])
    }

    /// Returns a statement that records the progress of a segment.
    func noting(
        _ segment: RecordedSegment, of step: RevisionStep, isFinished: Bool, position: [Value]? = nil, rows: Int64 = 0
    ) -> SQLStatement {
        SQLStatement(
            own: """
                INSERT INTO \(table)
                    (version_table, revision, direction, segment, fingerprint, finished, position, rows, kind, summary)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                ON CONFLICT (version_table, revision, direction, segment)
                DO UPDATE SET fingerprint = excluded.fingerprint, finished = excluded.finished, position = excluded.position,
                    rows = excluded.rows, kind = excluded.kind, summary = excluded.summary
                """,
            values(step.progressKey) + [
                .integer(Int64(segment.index)), .text(segment.fingerprint), .boolean(isFinished),
                Value(position.map(StoredKey.text(of:))), .integer(rows), .text(segment.kind.rawValue),
                .text(segment.summary),
            ])
    }

    /// Returns a statement that marks a started segment as finished.
    func finishing(_ part: RevisionProgress.SegmentProgress, of key: Key) -> SQLStatement {
        SQLStatement(
            own: """
                UPDATE \(table) SET finished = $5
                WHERE version_table = $1 AND revision = $2 AND direction = $3 AND segment = $4
                """, values(key) + [.integer(Int64(part.segment)), .boolean(true)])
    }

    /// Returns a statement that deletes the progress of one segment.
    func forgetting(_ segment: Int, of key: Key) -> SQLStatement {
        SQLStatement(
            own: "DELETE FROM \(table) WHERE version_table = $1 AND revision = $2 AND direction = $3 AND segment = $4",
            values(key) + [.integer(Int64(segment))])
    }

    /// Returns a statement that deletes the progress of a finished revision.
    func forgetting(_ step: RevisionStep) -> SQLStatement {
        SQLStatement(
            own: "DELETE FROM \(table) WHERE version_table = $1 AND revision = $2 AND direction = $3",
            values(step.progressKey))
    }

    /// The statement that deletes the progress of every revision of the history.
    var forgettingAll: SQLStatement {
        SQLStatement(own: "DELETE FROM \(table) WHERE version_table = $1", [.text(versionTable.recorded)])
    }

    private func values(_ key: Key) -> [Value] {
        [.text(versionTable.recorded), .text(key.revision.rawValue), .text("\(key.direction)")]
    }
}

/// A segment of a revision as the table records it.
struct RecordedSegment: Sendable {
    let index: Int
    let fingerprint: String
    let kind: RevisionProgress.SegmentProgress.Kind
    let summary: String

    /// - Parameter index: the index of the segment.
    init(_ index: Int, of planned: PlannedRevision) {
        let segments = planned.segments
        self.index = index
        fingerprint = segments.fingerprint(of: index, readBy: planned.reader)
        kind = segments[index].kind
        summary = segments[index].summary
    }
}

extension RevisionStep {
    /// The key of the step's progress.
    var progressKey: ProgressTable.Key { ProgressTable.Key(revision: revision, direction: direction) }
}
