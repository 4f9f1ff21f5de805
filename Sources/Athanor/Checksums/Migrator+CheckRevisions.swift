/// Where a database is, and whether it is as its history says.
public struct DatabaseSurvey: Sendable {
    /// The rows of the version table, whether or not any file has the revisions they name.
    public let rows: [RevisionID]
    /// The revisions that were stopped between their parts or in one.
    public let partiallyApplied: [PartiallyApplied]
    /// How the applied revisions compare with what they were when they were applied; or why the role may not know.
    public let revisions: Result<RevisionFindings, DatabaseError>
}

extension Migrator {
    /// Where the database is, and whether it is as its history says. Reads only.
    /// - Throws: ``DatabaseError``; `CancellationError`.
    public func survey() async throws -> DatabaseSurvey {
        let missing = DatabaseSurvey(rows: [], partiallyApplied: [], revisions: .success(findings(rows: [], recordedChecksums: [:])))
        return try await MigrationSession.reading(address, options: options, ifMissing: missing) { session in
            let (rows, partiallyApplied) = try await place(in: session)
            return DatabaseSurvey(
                rows: rows, partiallyApplied: partiallyApplied, revisions: try await findingsIfAllowed(in: session))
        }
    }

    /// Whether the revisions that the database has applied are as they were when they were applied. Reads only.
    /// - Throws: ``DatabaseError``, also when the role may not read the checksums; `CancellationError`.
    public func checkRevisions() async throws -> RevisionFindings {
        let nothing = findings(rows: [], recordedChecksums: [:])
        return try await MigrationSession.reading(address, options: options, ifMissing: nothing) { session in
            try await findings(in: session)
        }
    }

    /// Compares the history with what is kept in the database of a session.
    func findings(in session: MigrationSession) async throws -> RevisionFindings {
        findings(rows: try await session.rows(), recordedChecksums: try await ChecksumTable(session).read(on: session.connection))
    }

    private func findings(rows: [RevisionID], recordedChecksums: [RevisionID: String]) -> RevisionFindings {
        RevisionFindings(rows: rows, recordedChecksums: recordedChecksums, history: revisions, on: database, op: operationsMaker)
    }

    /// What revisions make their operations with.
    var operationsMaker: Operations {
        Operations(
            databaseKind: database.kind, arguments: options.arguments, tag: options.tag,
            definitionFiles: revisions.definitionFiles)
    }

    /// Sends an event when applied revisions are not as they were. Who may not read the checksums need not know.
    /// - Returns: what was found; `nil` for who may not.
    @discardableResult
    func reportFindings(in session: MigrationSession) async throws -> RevisionFindings? {
        guard case .success(let findings) = try await findingsIfAllowed(in: session) else { return nil }
        let isPartlyBlind = findings.unchecked.contains { $0.reason == .isNotCompiledIn }
        if !findings.isClean || isPartlyBlind { options.onEvent(.revisionsChanged(findings)) }
        guard !findings.isClean else { return findings }
        logger.warning(
            "applied revisions are not as they were applied",
            metadata: [
                "edited": "\(findings.edited.listedBriefly)",
                "missing": "\(findings.missing.listedBriefly)",
            ])
        return findings
    }

    /// Completes checksums of older versions that were found right, so that these revisions are not taken apart again. The
    /// migration lock must be held.
    func complete(_ findings: RevisionFindings?, in session: MigrationSession) async throws {
        guard let findings, !findings.completions.isEmpty else { return }
        let table = ChecksumTable(session)
        try await session.transactions.commit(
            [],
            entries: TransactionRunner.Entries(
                marking: findings.completions.sorted { $0.key < $1.key }.map { table.completing($0.key, $0.value) }))
    }

    private func findingsIfAllowed(in session: MigrationSession) async throws -> Result<RevisionFindings, DatabaseError> {
        do {
            return .success(try await findings(in: session))
        } catch let error as DatabaseError where error.kind == .notAllowed {
            return .failure(error)
        }
    }
}
