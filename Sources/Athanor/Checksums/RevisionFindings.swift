/// The comparison of a history with the revisions that a database has applied.
public struct RevisionFindings: Sendable, Hashable {
    /// An applied revision that cannot be compared.
    public struct Unchecked: Sendable, Hashable {
        /// The reason.
        public enum Reason: Sendable, Hashable {
            /// It was applied before Athanor recorded checksums, or by stamping, or its content cannot be compared.
            case hasNoChecksum
            /// Its checksum has the format of another version of Athanor.
            case hasForeignChecksum
            /// It is written in Swift, and this executable was built without it.
            case isNotCompiledIn
            /// Its `upgrade` threw an error: the problem, and what to do.
            case threw(Explanation)
            /// Its checksum is a hash of its source, and this executable does not have that hash.
            case sourceIsNotKnown
        }

        /// The revision.
        public let revision: RevisionID
        /// The reason.
        public let reason: Reason
    }

    /// Applied revisions whose content differs from their recorded checksum, in the history's order.
    public var edited: [RevisionID] = []
    /// Applied revisions that no file has any more, in alphabetical order.
    public var missing: [RevisionID] = []
    /// The ``missing`` revisions that are rows of the version table. Deleting their checksum is not enough; they must
    /// be replaced.
    public var missingRows: [RevisionID] = []
    /// Rows of the version table for which there is neither a file nor a recorded checksum.
    public var unknown: [RevisionID] = []
    /// Applied revisions that cannot be compared, in the history's order.
    public var unchecked: [Unchecked] = []
    /// The number of applied revisions that match their recorded checksum.
    public var unchanged = 0

    /// A matching checksum that was recorded without the hash of the written SQL, together with the checksum that
    /// includes it. Recording the latter makes later comparisons faster.
    struct Completion: Sendable, Hashable {
        let kept: String
        let complete: String
    }

    /// The completions, by revision.
    var completions: [RevisionID: Completion] = [:]

    /// Whether every comparable revision matches, and every revision of the database has a file.
    public var isClean: Bool { edited.isEmpty && missing.isEmpty && unknown.isEmpty }
}

extension RevisionFindings {
    /// Compares a history with the recorded checksums.
    /// - Parameters:
    ///   - rows: the rows of the version table.
    ///   - recordedChecksums: the recorded checksums.
    ///   - history: the history.
    ///   - database: the database system.
    ///   - op: the maker of the revisions' operations.
    init(
        rows: [RevisionID], recordedChecksums: [RevisionID: String], history: RevisionSet,
        on database: any DatabaseModule,
        op: Operations
    ) {
        missing = recordedChecksums.keys.filter { history[$0] == nil }.sorted()
        missingRows = missing.filter(rows.contains)
        unknown = rows.filter { history[$0] == nil && recordedChecksums[$0] == nil }.sorted()
        // If no file has a row, the revisions below the row are unknown.
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
    /// - Returns: `nil` if the checksum is already complete.
    fileprivate init?(of kept: String, for entry: RevisionEntry) {
        guard let checksum = RevisionChecksum(kept: kept), checksum.written == nil, case .values = checksum.basis,
            let written = entry.writtenHash
        else { return nil }
        self.kept = kept
        complete = RevisionChecksum(checksum.basis, written: written).kept
    }
}
