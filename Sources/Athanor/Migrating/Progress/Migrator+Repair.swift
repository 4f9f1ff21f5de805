import Foundation

extension Migrator {
    /// The user's answer about a non-transactional statement whose outcome was not recorded.
    public enum RepairAnswer: String, Sendable, Hashable {
        /// The statement took effect: the next run continues after it.
        case tookEffect = "took effect"
        /// The statement had no effect, or its leftovers were removed: the next run runs it again.
        case noEffect = "had no effect"
    }

    /// A statement whose outcome was recorded by a repair.
    public struct Repaired: Sendable, Hashable {
        /// The revision that it belongs to.
        public let revision: RevisionID
        /// The direction of the interrupted run.
        public let direction: RevisionStep.Direction
        /// A short description of the statement.
        public let statement: String
    }

    /// Records the outcome of a non-transactional statement in which an earlier run ended.
    /// - Parameters:
    ///   - revision: the revision of the statement: an id or its beginning.
    ///   - answer: the outcome that the user found.
    /// - Throws: ``RepairError``; ``LockNotAvailable``, ``DatabaseFailure``; `CancellationError`.
    @discardableResult
    public func repair(_ revision: String, _ answer: RepairAnswer) async throws -> Repaired {
        try await MigrationSession.with(address, access: .readWrite, options: options) { session in
            try await session.locked { session in
                let table = ProgressTable(session)
                let progress = try await table.read(on: session.connection)
                let (key, part) = try begun(revision, in: progress)
                let summary = part.summary ?? ""
                if let progress = progress[key],
                    case .statement(_, .recoverable) = PartiallyApplied(key, progress, planned(key), database.dialect)
                        .begun
                {
                    throw RepairError.findsOutByItself(key.revision, statement: summary)
                }
                let startedAt = Date()
                let noting =
                    answer == .tookEffect ? table.finishing(part, of: key) : table.forgetting(part.segment, of: key)
                try await session.transactions.commit(
                    [],
                    entries: TransactionEntries(
                        log: session.recorder.log(
                            .repair, key.revision.rawValue, startedAt: startedAt,
                            detail: "\(answer.rawValue): \(summary)"),
                        marking: [noting]))
                return Repaired(revision: key.revision, direction: key.direction, statement: summary)
            }
        }
    }

    /// Returns the statement of a revision that was started and has no recorded outcome.
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

    /// Returns the partially applied revisions, compared with what the revisions say now.
    func partiallyApplied(_ progress: ProgressTable.Progress) -> [PartiallyApplied] {
        progress.map { key, progress in
            PartiallyApplied(key, progress, planned(key), database.dialect)
        }.sorted { $0.revision < $1.revision }
    }

    /// Returns a plan of the revision as it is now, to compare its segments; `nil` if it cannot be planned.
    private func planned(_ key: ProgressTable.Key) -> PlannedRevision? {
        guard let entry = revisions[key.revision] else { return nil }
        // Only the segments matter here, so the rows of the version table are left empty.
        let step = RevisionStep(revision: key.revision, direction: key.direction, rowsRemoved: [], rowsAdded: [])
        return try? PlannedRevision(step: step, entry: entry, database: database, op: operations)
    }
}

/// An error of a repair.
public enum RepairError: Error, Sendable, Hashable, ExplainedError {
    /// No non-transactional statement of the revision was started without a recorded outcome.
    case nothingBegun(String)
    /// The next run determines the outcome of the statement, or can run it again. An answer could only be wrong.
    case findsOutByItself(RevisionID, statement: String)
    /// Several revisions begin with this text.
    case ambiguous(String, [RevisionID])

    /// The problem, and what to do.
    public var explanation: Explanation {
        var explanation: Explanation
        switch self {
        case .nothingBegun(let revision):
            explanation = Explanation(
                "there is nothing to repair: no run ended in a non-transactional statement of revision \(revision)",
                advice: "`athanor current` shows what is partially applied; `athanor upgrade` continues it.")
        case .findsOutByItself(let revision, let statement):
            explanation = Explanation(
                "\"\(statement)\" of revision \(revision) needs no repair: the next run determines its outcome, or can "
                    + "run it again",
                advice: "Run the upgrade or downgrade again.")
        case .ambiguous(let revision, let ids):
            explanation = Explanation(
                "several partially applied revisions begin with \(revision): \(ids.listed)",
                advice: "Write more of the id.")
        }
        explanation.state = "Nothing was changed."
        return explanation
    }
}
