import Foundation

extension Migrator {
    /// What a person says of a statement outside any transaction of which nobody saw the end.
    public enum RepairAnswer: String, Sendable, Hashable {
        /// It took effect: the next run goes on after it.
        case tookEffect = "took effect"
        /// It had no effect, or what it left is taken away: the next run runs it again.
        case noEffect = "had no effect"
    }

    /// A statement of which a person has said what became of it.
    public struct Repaired: Sendable, Hashable {
        /// The revision that it belongs to.
        public let revision: RevisionID
        /// Which way that was running.
        public let direction: RevisionStep.Direction
        /// The statement, in a few words.
        public let statement: String
    }

    /// Notes what became of a statement outside any transaction that an earlier run ended in.
    /// - Parameters:
    ///   - revision: the revision that it belongs to: an id or the beginning of one.
    ///   - answer: what a person has found.
    /// - Throws: ``RepairError``; ``LockNotAvailable``, ``DatabaseError``; `CancellationError`.
    @discardableResult
    public func repair(_ revision: String, _ answer: RepairAnswer) async throws -> Repaired {
        try await MigrationSession.with(address, access: .readWrite, options: options) { session in
            try await session.locked { session in
                let table = ProgressTable(session)
                let progress = try await table.read(on: session.connection)
                let (key, part) = try begun(revision, in: progress)
                let summary = part.summary ?? ""
                if let progress = progress[key],
                    case .statement(_, .recoverable) = PartiallyApplied(key, progress, planned(key), database.dialect).begun
                {
                    throw RepairError.findsOutByItself(key.revision, statement: summary)
                }
                let identity = RunIdentity(session.connection)
                let versionTable = session.location.name
                let dialect = session.connection.database.dialect
                let startedAt = Date()
                let noting =
                    answer == .tookEffect ? table.finishing(part, of: key) : table.forgetting(part.segment, of: key)
                try await session.transactions.commit(
                    [],
                    entries: TransactionRunner.Entries(
                        log: { elapsed in
                            LogEntry(
                                kind: .repair, subject: key.revision.rawValue, startedAt: startedAt, elapsed: elapsed,
                                outcome: .done, detail: "\(answer.rawValue): \(summary)",
                                versionTable: versionTable
                            ).statement(by: identity, dialect: dialect)
                        }, marking: [noting]))
                return Repaired(revision: key.revision, direction: key.direction, statement: summary)
            }
        }
    }

    /// The statement of a revision that was begun, and of which nobody noted the end.
    private func begun(
        _ revision: String, in progress: ProgressTable.Progress
    ) throws(RepairError) -> (ProgressTable.Key, RevisionProgress.SegmentProgress) {
        guard !revision.isEmpty else { throw .nothingBegun(revision) }
        let exact = progress.filter { $0.key.revision.rawValue == revision }
        let named = exact.isEmpty ? progress.filter { $0.key.revision.rawValue.hasPrefix(revision) } : exact
        guard named.count <= 1 else { throw .ambiguous(revision, named.keys.map(\.revision).sorted()) }
        guard let (key, progress) = named.first, let part = progress.begun, part.kind == .statement else {
            throw .nothingBegun(revision)
        }
        return (key, part)
    }

    /// What is half done, with what the revisions say now.
    func partiallyApplied(_ progress: ProgressTable.Progress) -> [PartiallyApplied] {
        progress.map { key, progress in
            PartiallyApplied(key, progress, planned(key), database.dialect)
        }.sorted { $0.revision < $1.revision }
    }

    /// A revision as it is now, for a look at its parts; `nil` where it cannot be planned.
    private func planned(_ key: ProgressTable.Key) -> PlannedRevision? {
        guard let entry = revisions[key.revision] else { return nil }
        // Only its parts are looked at, whatever the version table holds.
        let step = RevisionStep(revision: key.revision, direction: key.direction, rowsRemoved: [], rowsAdded: [])
        return try? PlannedRevision(step: step, entry: entry, database: database, op: operationsMaker)
    }
}

/// There is nothing to repair.
public enum RepairError: Error, Sendable, Hashable, ExplainedError {
    /// No statement of the revision was begun of which nobody saw the end.
    case nothingBegun(String)
    /// The next run finds out what became of the statement, or may simply run it again: an answer could only be wrong.
    case findsOutByItself(RevisionID, statement: String)
    /// Several revisions begin so.
    case ambiguous(String, [RevisionID])

    /// What is wrong and what to do.
    public var explanation: Explanation {
        var explanation: Explanation
        switch self {
        case .nothingBegun(let revision):
            explanation = Explanation(
                "there is nothing to repair: no run ended in a statement of revision \(revision) that runs outside a "
                    + "transaction")
            explanation.advice = "`athanor current` says what is half done; `athanor upgrade` goes on with it."
        case .findsOutByItself(let revision, let statement):
            explanation = Explanation(
                "what became of \"\(statement)\" of revision \(revision) needs no answer: the next run finds out, or may "
                    + "run it again")
            explanation.advice = "Run the upgrade or downgrade again."
        case .ambiguous(let revision, let ids):
            explanation = Explanation("several half-done revisions begin with \(revision): \(ids.listed)")
            explanation.advice = "Write more of the id."
        }
        explanation.state = "Nothing was changed."
        return explanation
    }
}
