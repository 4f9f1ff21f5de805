extension Segment {
    /// The version of the fingerprint format, a prefix of the fingerprint. Earlier versions of Athanor wrote no prefix.
    private static let fingerprintVersion = "2:"

    /// Returns a hash of what the segment does, to detect edits. It covers what can be inspected. Like the checksum of
    /// a revision it is made of SQL tokens: comments, white space and line endings do not count.
    /// - Parameter reader: splits SQL as the database does.
    func fingerprint(readBy reader: any ScriptReader) -> String {
        let scripts = ComparableScripts(reader: reader)
        let text = steps.map { $0.comparableText(scripts) }.joined(separator: "\u{0}")
        return Self.fingerprintVersion + StableHash(of: text).text
    }

    /// Returns whether a recorded fingerprint is that of this segment.
    func has(fingerprint: String, readBy reader: any ScriptReader) -> Bool {
        fingerprint.hasPrefix(Self.fingerprintVersion)
            ? fingerprint == self.fingerprint(readBy: reader) : fingerprint == earlierFingerprint
    }

    /// The fingerprint as earlier versions of Athanor computed it, from the SQL as written.
    private var earlierFingerprint: String {
        String(StableHash64(of: steps.map(\.writtenText).joined(separator: "\u{0}")).value, radix: 16)
    }
}

extension LoweredStep {
    fileprivate func comparableText(_ scripts: ComparableScripts) -> String {
        switch self {
        case .statement(let lowered): "\(scripts.text(of: lowered.statement))\u{1}\(lowered.statement.values)"
        case .resolvedWhenRun(let step):
            // If it comes from a statement, the statement is enough.
            step.origin.map { "\(step.summary)\u{1}\(scripts.text(of: Statement($0.text)))" }
                ?? step.content.comparableQuoted
        case .ownTransaction(let steps): steps.map { $0.comparableText(scripts) }.joined(separator: "\u{2}")
        case .rows, .batches: writtenText.comparableQuoted
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
