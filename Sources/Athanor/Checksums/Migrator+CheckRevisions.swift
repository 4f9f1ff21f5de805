/// Where a database is, and whether it is as its history says.
public struct DatabaseSurvey: Sendable {
    /// The rows of the version table, whether or not any file has the revisions they name.
    public let rows: [RevisionID]
    /// The revisions that were stopped between their parts or in one.
    public let halfDone: [HalfDone]
    /// How the applied revisions compare with what they were when they were applied; or why the role may not know.
    public let revisions: Result<RevisionFindings, DatabaseError>
}

extension Migrator {
    /// Where the database is, and whether it is as its history says. Reads only.
    /// - Throws: ``DatabaseError``; `CancellationError`.
    public func survey() async throws -> DatabaseSurvey {
        let missing = DatabaseSurvey(rows: [], halfDone: [], revisions: .success(findings(rows: [], seals: [:])))
        return try await Session.reading(address, options: options, ifMissing: missing) { session in
            let (rows, halfDone) = try await place(in: session)
            return DatabaseSurvey(
                rows: rows, halfDone: halfDone, revisions: try await findingsIfAllowed(in: session))
        }
    }

    /// Whether the revisions that the database has applied are as they were when they were applied. Reads only.
    /// - Throws: ``DatabaseError``, also when the role may not read the checksums; `CancellationError`.
    public func checkRevisions() async throws -> RevisionFindings {
        let nothing = findings(rows: [], seals: [:])
        return try await Session.reading(address, options: options, ifMissing: nothing) { session in
            try await findings(in: session)
        }
    }

    /// Compares the history with what is kept in the database of a session.
    func findings(in session: Session) async throws -> RevisionFindings {
        findings(rows: try await session.rows(), seals: try await SealTable(session).read(on: session.connection))
    }

    private func findings(rows: [RevisionID], seals: [RevisionID: String]) -> RevisionFindings {
        RevisionFindings(rows: rows, seals: seals, history: revisions, on: database, op: operationsMaker)
    }

    /// What revisions make their directives with.
    var operationsMaker: Operations {
        Operations(
            databaseKind: database.kind, arguments: options.arguments, tag: options.tag,
            definitionFiles: revisions.definitionFiles)
    }

    /// Sends an event when applied revisions are not as they were. Who may not read the checksums need not know.
    /// - Returns: what was found; `nil` for who may not.
    @discardableResult
    func reportFindings(in session: Session) async throws -> RevisionFindings? {
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
    func complete(_ findings: RevisionFindings?, in session: Session) async throws {
        guard let findings, !findings.completions.isEmpty else { return }
        let table = SealTable(session)
        try await session.transactions.run(
            [],
            entries: TransactionRunner.Entries(
                marking: findings.completions.sorted { $0.key < $1.key }.map { table.completing($0.key, $0.value) }))
    }

    private func findingsIfAllowed(in session: Session) async throws -> Result<RevisionFindings, DatabaseError> {
        do {
            return .success(try await findings(in: session))
        } catch let error as DatabaseError where error.kind == .notAllowed {
            return .failure(error)
        }
    }
}
