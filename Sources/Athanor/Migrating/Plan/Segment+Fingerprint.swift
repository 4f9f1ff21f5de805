extension Segment {
    /// The version of how fingerprints are made, which stands before them. Earlier Athanors' had none.
    private static let fingerprintVersion = "2:"

    /// Tells this segment from an edited one: a hash of what it does, as far as that can be looked into. Like the checksum of a
    /// revision it is made of the tokens of SQL: comments, white space and line endings do not count.
    /// - Parameter reader: takes SQL apart as the database does.
    func fingerprint(readBy reader: any ScriptReader) -> String {
        let scripts = ComparableScripts(reader: reader)
        let text = steps.map { $0.comparableText(scripts) }.joined(separator: "\u{0}")
        return Self.fingerprintVersion + StableHash(of: text).text
    }

    /// Whether a fingerprint that was kept is that of this segment.
    func has(fingerprint: String, readBy reader: any ScriptReader) -> Bool {
        fingerprint.hasPrefix(Self.fingerprintVersion)
            ? fingerprint == self.fingerprint(readBy: reader) : fingerprint == earlierFingerprint
    }

    /// The fingerprint as earlier Athanors made it, of the SQL as it is written.
    private var earlierFingerprint: String {
        String(StableHash64(of: steps.map(\.writtenText).joined(separator: "\u{0}")).value, radix: 16)
    }
}

extension LoweredStep {
    fileprivate func comparableText(_ scripts: ComparableScripts) -> String {
        switch self {
        case .statement(let lowered): "\(scripts.text(of: lowered.statement))\u{1}\(lowered.statement.values)"
        case .resolvedWhenRun(let step):
            // Where it comes from a statement, that says all.
            step.origin.map { "\(step.summary)\u{1}\(scripts.text(of: Statement($0.text)))" }
                ?? ComparableScripts.quoted(step.content)
        case .ownTransaction(let steps): steps.map { $0.comparableText(scripts) }.joined(separator: "\u{2}")
        case .rows, .batches: ComparableScripts.quoted(writtenText)
        }
    }

    fileprivate var writtenText: String {
        switch self {
        case .statement(let lowered): "\(lowered.statement.text)\u{1}\(lowered.statement.values)"
        case .resolvedWhenRun(let step): step.content
        case .rows(let rows): "\(rows)"
        case .ownTransaction(let steps): steps.map(\.writtenText).joined(separator: "\u{2}")
        case .batches(let backfill): "\(backfill.summary)\u{1}\(backfill.assignments)\u{1}\(backfill.condition ?? "")"
        }
    }
}
