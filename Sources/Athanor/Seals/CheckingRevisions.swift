extension Migrator {
    /// Whether the revisions that the database has applied are as they were when they were applied. Reads only.
    /// - Throws: ``DatabaseError``, also when the role may not read the checksums; `CancellationError`.
    public func checkRevisions() async throws -> RevisionFindings {
        let nothing = findings(rows: [], seals: [:])
        return try await Session.reading(database, at: url, options: options, ifMissing: nothing) { session in
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
    func reportFindings(in session: Session) async throws {
        let findings: RevisionFindings
        do {
            findings = try await self.findings(in: session)
        } catch let error as DatabaseError where error.kind == .notAllowed {
            return
        }
        if !findings.isClean || findings.hasUncompiled { options.onEvent(.revisionsChanged(findings)) }
    }
}

extension RevisionFindings {
    /// Whether some of it is written in Swift that this executable was built without.
    private var hasUncompiled: Bool { unchecked.contains { $0.reason == .isNotCompiledIn } }
}
