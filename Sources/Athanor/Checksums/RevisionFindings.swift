/// How the revisions of a history compare with what a database has applied.
public struct RevisionFindings: Sendable, Hashable {
    /// An applied revision that cannot be compared.
    public struct Unchecked: Sendable, Hashable {
        /// Why.
        public enum Reason: Sendable, Hashable {
            /// It was applied before Athanor kept checksums, or by stamping, or nothing tells one content from another.
            case hasNoChecksum
            /// Its checksum was made by an Athanor that made them in another way.
            case hasForeignChecksum
            /// It is written in Swift, and this executable was built without it.
            case isNotCompiledIn
            /// Its checksum is one of its source, and this executable does not know the source's.
            case sourceIsNotKnown
        }

        /// The revision.
        public let revision: RevisionID
        /// Why.
        public let reason: Reason
    }

    /// Applied revisions whose files say something else than when they were applied, in the history's order.
    public var edited: [RevisionID] = []
    /// Revisions that were applied, and that no file has any more, in order of the alphabet.
    public var missing: [RevisionID] = []
    /// Those of the ``missing`` revisions that are rows of the version table: they cannot be accepted as gone, only replaced.
    public var missingRows: [RevisionID] = []
    /// Rows of the version table that neither a file nor a checksum knows.
    public var unknown: [RevisionID] = []
    /// Applied revisions that cannot be compared, in the history's order.
    public var unchecked: [Unchecked] = []
    /// How many applied revisions are as they were.
    public var unchanged = 0

    /// A checksum that was kept before Athanor kept the hash of the SQL as it is written, with that hash: found right, it can be
    /// kept so, and the revision need not be taken apart again.
    struct Completion: Sendable, Hashable {
        let kept: String
        let complete: String
    }

    /// Such checksums, by revision.
    var completions: [RevisionID: Completion] = [:]

    /// Whether all that could be compared is as it was.
    public var isClean: Bool { edited.isEmpty && missing.isEmpty && unknown.isEmpty }
}

extension RevisionFindings {
    /// Compares a history with what is kept.
    /// - Parameters:
    ///   - rows: the rows of the version table.
    ///   - recordedChecksums: the checksums that are kept.
    ///   - history: the history.
    ///   - database: the system.
    ///   - op: what revisions make their operations with.
    init(
        rows: [RevisionID], recordedChecksums: [RevisionID: String], history: RevisionSet, on database: any Database, op: Operations
    ) {
        missing = recordedChecksums.keys.filter { history[$0] == nil }.sorted()
        missingRows = missing.filter(rows.contains)
        unknown = rows.filter { history[$0] == nil && recordedChecksums[$0] == nil }.sorted()
        // Rows that no file has tell nothing of what lies below them.
        let applied = (try? history.graph.applied(rows.filter { history[$0] != nil })) ?? []
        for entry in history.all where applied.contains(entry.id) {
            switch entry.comparison(with: recordedChecksums[entry.id], on: database, op: op) {
            case .unchanged:
                unchanged += 1
                completions[entry.id] = recordedChecksums[entry.id].flatMap { Completion(of: $0, for: entry) }
            case .edited: edited.append(entry.id)
            case .unchecked(let reason): unchecked.append(Unchecked(revision: entry.id, reason: reason))
            }
        }
    }
}

extension RevisionFindings.Completion {
    /// - Returns: `nil` where the checksum has all that it can have.
    fileprivate init?(of kept: String, for entry: RevisionEntry) {
        guard let checksum = RevisionChecksum(kept: kept), checksum.written == nil, case .values = checksum.basis,
            let written = entry.writtenHash
        else { return nil }
        self.kept = kept
        complete = RevisionChecksum(checksum.basis, written: written).kept
    }
}
