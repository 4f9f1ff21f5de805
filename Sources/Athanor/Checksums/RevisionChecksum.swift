/// What a revision does on its way up, in few characters: kept when it is applied, so that an edit of its file can be told.
///
/// It is made of what the revision says, not of what that becomes on a database, which may change with Athanor's version.
struct RevisionChecksum: Sendable, Hashable {
    /// What tells one content from another.
    enum Basis: Sendable, Hashable {
        /// The values of its operations.
        case values(StableHash)
        /// The values, and the source that holds its code.
        case valuesAndSource(StableHash, StableHash)
        /// The source alone: the values depend on the arguments of the run.
        case source(StableHash)
    }

    /// What it was made of.
    let basis: Basis
    /// The hash of the SQL byte by byte, where it alone says what the revision does: while that is the same, nothing has to be
    /// taken apart to see that nothing was edited. A large script takes seconds to take apart.
    let written: StableHash?

    /// The version of how checksums are made. Those of another version cannot be compared.
    static let version = 1

    /// What tells one content from another: the version, a colon, the hash of the values, and behind a `+` that of the source.
    var text: String {
        switch basis {
        case .values(let values): "\(Self.version):\(values.text)"
        case .valuesAndSource(let values, let source): "\(Self.version):\(values.text)+\(source.text)"
        case .source(let source): "\(Self.version):+\(source.text)"
        }
    }

    /// The checksum as the table keeps it: behind a `/` the hash of the SQL as it is written.
    var kept: String { text + (written.map { "/\($0.text)" } ?? "") }

    init(_ basis: Basis, written: StableHash? = nil) {
        self.basis = basis
        self.written = written
    }

    /// A checksum that was kept.
    /// - Returns: `nil` for one of another version.
    init?(kept text: String) {
        let beginning = "\(Self.version):"
        guard text.hasPrefix(beginning) else { return nil }
        let halves = text.dropFirst(beginning.count).split(separator: "/", omittingEmptySubsequences: false)
        let written = halves.dropFirst().map { StableHash(written: $0) }
        guard written.count < 2, !written.contains(nil) else { return nil }
        self.written = written.first ?? nil
        let parts = halves[0].split(separator: "+", omittingEmptySubsequences: false)
        let hashes = parts.map { StableHash(written: $0) }
        switch (hashes.first ?? nil, hashes.dropFirst().first ?? nil, hashes.count) {
        case (.some(let values), nil, 1): basis = .values(values)
        case (.some(let values), .some(let source), 2): basis = .valuesAndSource(values, source)
        case (nil, .some(let source), 2) where parts[0].isEmpty: basis = .source(source)
        default: return nil
        }
    }
}

extension RevisionChecksum {
    /// The checksum of a revision that goes up.
    /// - Parameters:
    ///   - operations: its operations.
    ///   - op: what they were made with.
    ///   - source: the hash of its source, where that is known.
    ///   - written: the hash of its SQL as it is written, where that alone says what it does.
    ///   - reader: takes SQL apart as the database does.
    /// - Returns: `nil` where nothing tells one content from another: the operations depend on the arguments of the run, and
    ///   the source is not known.
    init?(
        of operations: [any Operation], madeWith op: Operations, source: StableHash?, written: StableHash? = nil,
        reader: any ScriptReader
    ) {
        if op.hasBeenAskedForArguments {
            guard let source else { return nil }
            self.init(.source(source))
            return
        }
        let content = ComparableContent(of: operations, reader: reader)
        let values = StableHash(of: content.text)
        if content.holdsCode, let source {
            self.init(.valuesAndSource(values, source))
        } else {
            self.init(.values(values), written: written)
        }
    }
}
