extension [Segment] {
    /// Returns a hash of what a segment of a revision does, to detect edits.
    ///
    /// It is made from what the revision says: the values of operations, and the tokens of SQL. The SQL that Athanor
    /// writes for an operation may change with Athanor's version, and is not included. Nor are timeouts: a revision that
    /// stopped because of one must be able to resume with another. Like the checksum of a revision, it does not cover
    /// comments, white space and line endings.
    /// - Parameters:
    ///   - index: the index of the segment.
    ///   - reader: splits SQL as the database does.
    func fingerprint(of index: Int, readBy reader: any ScriptReader) -> String {
        let earlier = segmentsOfSources(before: index)
        var texts: [String] = []
        var last: StepSource?
        for step in self[index].steps {
            if let source = step.source {
                // All steps of one source in a segment count once.
                if source === last || source.setsTimeouts { continue }
                // Distinguishes the segments that one source was lowered to.
                let number = earlier[ObjectIdentifier(source)] ?? 0
                texts.append("\(source.comparableText(readBy: reader))\u{1}\(number)")
            } else {
                texts.append(step.ownComparableText(readBy: reader))
            }
            last = step.source
        }
        return Segment.fingerprintVersion + StableHash(of: texts.joined(separator: "\u{0}")).text
    }

    /// Returns whether a recorded fingerprint is that of a segment.
    func segment(_ index: Int, has fingerprint: String, readBy reader: any ScriptReader) -> Bool {
        fingerprint.hasPrefix(Segment.fingerprintVersion)
            ? fingerprint == self.fingerprint(of: index, readBy: reader)
            : self[index].hasEarlier(fingerprint: fingerprint, readBy: reader)
    }

    /// Returns the number of segments before one that have steps of each source.
    private func segmentsOfSources(before index: Int) -> [ObjectIdentifier: Int] {
        self[..<index].reduce(into: [:]) { counts, segment in
            for source in Set(segment.steps.compactMap { $0.source.map { ObjectIdentifier($0) } }) {
                counts[source, default: 0] += 1
            }
        }
    }
}

extension Segment {
    /// The version of the fingerprint format, a prefix of the fingerprint.
    fileprivate static let fingerprintVersion = "3:"

    /// Returns whether a fingerprint that an earlier version of Athanor recorded is that of this segment. Version 2 was
    /// made from the tokens of the generated SQL, and the first, which had no prefix, from its text.
    fileprivate func hasEarlier(fingerprint: String, readBy reader: any ScriptReader) -> Bool {
        let version = "2:"
        guard fingerprint.hasPrefix(version) else {
            let text = steps.map(\.writtenText).joined(separator: "\u{0}")
            return fingerprint == String(StableHash64(of: text).value, radix: 16)
        }
        let scripts = ComparableScripts(reader: reader)
        let text = steps.map { $0.comparableText(scripts) }.joined(separator: "\u{0}")
        return fingerprint == version + StableHash(of: text).text
    }
}

extension LoweredStep {
    /// Returns the text of a step without a source.
    fileprivate func ownComparableText(readBy reader: any ScriptReader) -> String {
        switch content {
        case .rows(let rows): ComparableContent(of: rows, reader: reader).text
        case .batches(let backfill): ComparableContent(ofUpdates: backfill, reader: reader).text
        case .statement, .resolvedWhenRun, .ownTransaction: comparableText(ComparableScripts(reader: reader))
        }
    }

    fileprivate func comparableText(_ scripts: ComparableScripts) -> String {
        switch content {
        case .statement(let lowered): "\(scripts.text(of: lowered.statement))\u{1}\(lowered.statement.values)"
        case .resolvedWhenRun(let step):
            // If it comes from a statement, the statement is enough.
            step.origin.map { "\(step.summary)\u{1}\(scripts.text(of: SQLStatement($0.text)))" }
                ?? step.content.comparableQuoted
        case .ownTransaction(let steps): steps.map { $0.comparableText(scripts) }.joined(separator: "\u{2}")
        case .rows, .batches: writtenText.comparableQuoted
        }
    }

    fileprivate var writtenText: String {
        switch content {
        case .statement(let lowered): "\(lowered.statement.text)\u{1}\(lowered.statement.values)"
        case .resolvedWhenRun(let step): step.content
        case .rows(let rows): "\(rows)"
        case .ownTransaction(let steps): steps.map(\.writtenText).joined(separator: "\u{2}")
        case .batches(let backfill): "\(backfill.summary)\u{1}\(backfill.assignments)\u{1}\(backfill.condition ?? "")"
        }
    }
}
