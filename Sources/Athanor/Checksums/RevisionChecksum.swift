/// The checksum of a revision's upgrade. It is recorded when the revision is applied, so that later edits are detected.
///
/// It is made from the content of the revision. It does not cover the SQL that results on a database, because that may
/// change with Athanor's version.
struct RevisionChecksum: Sendable, Hashable {
    /// The content that is compared.
    enum Basis: Sendable, Hashable {
        /// The values of its operations.
        case values(StableHash)
        /// The values, and the source with its code.
        case valuesAndSource(StableHash, StableHash)
        /// Only the source: the values depend on the arguments of the run.
        case source(StableHash)
    }

    /// The content that the checksum was made from.
    let basis: Basis
    /// The hash of the SQL byte by byte, if the SQL alone determines what the revision does. While it is the same, the
    /// revision is unchanged and need not be parsed. Parsing a large script takes seconds.
    let written: StableHash?

    /// The version of the checksum format. Checksums of other versions cannot be compared.
    static let version = 1

    /// The compared part: the version, a colon, the hash of the values, and after a `+` the hash of the source.
    var text: String {
        switch basis {
        case .values(let values): "\(Self.version):\(values.text)"
        case .valuesAndSource(let values, let source): "\(Self.version):\(values.text)+\(source.text)"
        case .source(let source): "\(Self.version):+\(source.text)"
        }
    }

    /// The checksum as the table holds it: followed by a `/` and the hash of the written SQL.
    var kept: String { text + (written.map { "/\($0.text)" } ?? "") }

    init(_ basis: Basis, written: StableHash? = nil) {
        self.basis = basis
        self.written = written
    }

    /// Reads a recorded checksum.
    /// - Returns: `nil` for a checksum of another version.
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
    /// Creates the checksum of a revision that is upgraded.
    /// - Parameters:
    ///   - operations: its operations.
    ///   - op: the maker of its operations.
    ///   - source: the hash of its source, if known.
    ///   - written: the hash of its SQL as written, if the SQL alone determines what it does.
    ///   - reader: splits SQL as the database does.
    /// - Returns: `nil` if the content cannot be compared: the operations depend on the arguments of the run, and the
    ///   source is not known.
    init?(
        of operations: [any MigrationOperation], madeWith op: Operations, source: StableHash?,
        written: StableHash? = nil,
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
