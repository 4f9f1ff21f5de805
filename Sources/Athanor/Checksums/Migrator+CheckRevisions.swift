/// The revisions of a database, how they compare with the history, and whether the database is disposable.
public struct DatabaseSurvey: Sendable {
    /// The rows of the version table, even if no file has the revisions that they name.
    public let rows: [RevisionID]
    /// The partially applied revisions.
    public let partiallyApplied: [PartiallyApplied]
    /// The comparison of the applied revisions with their recorded checksums; or the error if the role may not read
    /// them.
    public let revisions: Result<RevisionFindings, DatabaseFailure>
    /// The mark of a disposable database; `nil` if there is none, or if the role may not read it.
    public let disposable: DisposableMark?
}

extension Migrator {
    /// Returns the revisions of the database, how they compare with the history, and whether the database is
    /// disposable. Reads only.
    /// - Throws: ``DatabaseFailure``; `CancellationError`.
    public func survey() async throws -> DatabaseSurvey {
        let missing = DatabaseSurvey(
            rows: [], partiallyApplied: [], revisions: .success(findings(rows: [], recordedChecksums: [:])),
            disposable: nil)
        return try await MigrationSession.reading(address, options: options, ifMissing: missing) { session in
            let (rows, partiallyApplied) = try await place(in: session)
            return DatabaseSurvey(
                rows: rows, partiallyApplied: partiallyApplied,
                revisions: try await ifAllowed { try await findings(of: rows, in: session) },
                disposable: try await session.markIfAllowed())
        }
    }

    /// Compares the applied revisions with their recorded checksums. Reads only.
    /// - Throws: ``DatabaseFailure``, also if the role may not read the checksums; `CancellationError`.
    public func checkRevisions() async throws -> RevisionFindings {
        let nothing = findings(rows: [], recordedChecksums: [:])
        return try await MigrationSession.reading(address, options: options, ifMissing: nothing) { session in
            try await findings(in: session)
        }
    }

    /// Compares the history with the recorded checksums in the database of a session.
    func findings(in session: MigrationSession) async throws -> RevisionFindings {
        try await findings(of: try await session.rows(), in: session)
    }

    private func findings(of rows: [RevisionID], in session: MigrationSession) async throws -> RevisionFindings {
        findings(rows: rows, recordedChecksums: try await session.checksums.read(on: session.connection))
    }

    private func findings(rows: [RevisionID], recordedChecksums: [RevisionID: String]) -> RevisionFindings {
        RevisionFindings(
            rows: rows, recordedChecksums: recordedChecksums, history: revisions, on: database, op: operations)
    }

    /// Sends an event if applied revisions differ from their recorded checksums. Does nothing if the role may not read
    /// the checksums.
    /// - Returns: the findings; `nil` if the role may not read the checksums.
    @discardableResult
    func reportFindings(in session: MigrationSession) async throws -> RevisionFindings? {
        let read = try await ifAllowed { try await self.findings(in: session) }
        guard case .success(let findings) = read else { return nil }
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

    /// Adds the hash of the written SQL to matching checksums of older versions, so that these revisions are compared
    /// faster. The migration lock must be held.
    func complete(_ findings: RevisionFindings?, in session: MigrationSession) async throws {
        guard let findings, !findings.completions.isEmpty else { return }
        try await session.transactions.commit(
            [],
            entries: TransactionEntries(
                marking: findings.completions.sorted { $0.key < $1.key }.map {
                    session.checksums.completing($0.key, $0.value)
                }))
    }

    private func ifAllowed(
        _ read: () async throws -> RevisionFindings
    ) async throws -> Result<RevisionFindings, DatabaseFailure> {
        do {
            return .success(try await read())
        } catch let error as DatabaseFailure where error.kind == .notAllowed {
            return .failure(error)
        }
    }
}
