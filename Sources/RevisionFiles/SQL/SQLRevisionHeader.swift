package import RevisionHistory

/// The comments at the top of an SQL revision.
///
/// The first paragraph is the message. After an empty comment line, `-- key: value` lines place the revision in the
/// graph, or set its timeouts. Lists are separated by commas.
package struct SQLRevisionHeader: Sendable, Hashable {
    /// The keys that a header may contain.
    enum Key: String, CaseIterable {
        case revision
        case downRevision = "down_revision"
        case branchLabels = "branch_labels"
        case dependsOn = "depends_on"
        case createDate = "create_date"
        case lockTimeout = "lock_timeout"
        case statementTimeout = "statement_timeout"
    }

    /// The revision's message, in the author's words.
    package let message: String
    /// The revision's place in the graph.
    package let node: RevisionNode
    /// The timeouts: how long its statements may wait for locks, and how long they may run.
    package let timeouts: TimeoutChange
    /// A warning about an invalid date. It is not an error, because the date only orders revisions that are otherwise
    /// independent.
    package let dateWarning: RevisionFileWarning?

    /// Reads a header.
    /// - Parameter slice: everything before the `-- upgrade` marker.
    /// - Throws: ``RevisionFileError`` with the wrong line.
    init(_ slice: SourceSlice) throws(RevisionFileError) {
        var message: [Substring] = []
        var isMessage = true
        var values: [Key: HeaderValue] = [:]
        var dateWarning: RevisionFileWarning?
        for line in slice.lines {
            // Places are computed only for errors, because every command reads every header.
            func place() -> SourcePlace { slice.source.place(atUTF8: line.utf8Range.lowerBound) }
            guard let content = try Self.comment(line.text, at: place()) else {
                isMessage = isMessage && message.isEmpty
                continue
            }
            if isMessage {
                message.append(content)
                continue
            }
            guard let (name, value) = Self.keyAndValue(content) else {
                if let key = Self.keyMeant(by: content) { throw Self.error(of: key, meantAt: place()) }
                continue
            }
            guard let key = Key(rawValue: name) else {
                throw RevisionFileError(
                    "unknown key \"\(name)\" in the header", at: place(),
                    advice: NearestNames.suggestion(for: name, among: Key.allCases.map(\.rawValue))
                        + " Put free text into the first paragraph.")
            }
            if values[key] != nil {
                throw RevisionFileError(
                    "the header has the key \"\(name)\" twice", at: place(), advice: "Keep one of the two lines.")
            }
            values[key] = HeaderValue(text: value, offset: line.utf8Range.lowerBound, source: slice.source)
            if key == .createDate, !value.isEmpty, CreateDate(value) == nil {
                let start = line.text.utf8.ranges(of: Array(value.utf8)).last?.lowerBound ?? line.text.startIndex
                let offset = line.text.utf8.distance(from: line.text.startIndex, to: start)
                dateWarning = .impossibleDate(
                    value, at: slice.source.place(atUTF8: line.utf8Range.lowerBound + offset))
            }
        }
        self.dateWarning = dateWarning
        self.message = message.joined(separator: "\n")
        node = try Self.node(from: values, in: slice)
        timeouts = TimeoutChange(
            lock: try Self.limit(values[.lockTimeout]), statement: try Self.limit(values[.statementTimeout]))
    }

    private static func limit(
        _ value: HeaderValue?
    ) throws(RevisionFileError) -> TimeLimit? {
        guard let value, !value.text.isEmpty else { return nil }
        guard let limit = TimeLimit(value.text) else {
            throw RevisionFileError("\"\(value.text)\" is not a time", at: value.place, advice: TimeLimit.advice)
        }
        return limit
    }

    /// The text of a comment line, or `nil` for an empty comment or an empty line.
    private static func comment(_ line: Substring, at place: @autoclosure () -> SourcePlace) throws(RevisionFileError)
        -> Substring?
    {
        let trimmed = line.trimmingWhitespace()
        guard !trimmed.isEmpty else { return nil }
        guard trimmed.utf8.starts(with: [0x2D, 0x2D]) else {
            throw RevisionFileError(
                "the header holds something other than a comment", at: place(),
                advice: "SQL belongs under a line that is exactly `-- upgrade` or `-- downgrade`.")
        }
        let content = Substring(trimmed.utf8.dropFirst(2)).trimmingWhitespace()
        return content.isEmpty ? nil : content
    }

    private static func keyAndValue(_ content: Substring) -> (String, String)? {
        let name = content.utf8.prefix { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") }
        let rest = content.utf8[name.endIndex...]
        guard rest.first == UInt8(ascii: ":") else { return nil }
        return (String(Substring(name)), String(Substring(rest.dropFirst()).trimmingWhitespace()))
    }

    /// The key that a line probably means but does not match: in capitals, with a space before the colon, or with a
    /// hyphen.
    private static func keyMeant(by content: Substring) -> Key? {
        guard let colon = content.firstIndex(of: ":") else { return nil }
        let words = content[..<colon].lowercased().split { $0 == " " || $0 == "\t" || $0 == "_" || $0 == "-" }
        return Key(rawValue: words.joined(separator: "_"))
    }

    private static func error(of key: Key, meantAt place: SourcePlace) -> RevisionFileError {
        RevisionFileError(
            "this line is not read as the key \"\(key.rawValue)\"", at: place,
            advice: "Write exactly `-- \(key.rawValue):` in lowercase, and the value after it.")
    }

    /// Refuses a key in the first paragraph, where it would be part of the message.
    /// - Throws: ``RevisionFileError`` with its line.
    private static func checkFirstParagraph(for key: Key, in slice: SourceSlice) throws(RevisionFileError) {
        for line in slice.lines {
            let place = slice.source.place(atUTF8: line.utf8Range.lowerBound)
            guard let content = try comment(line.text, at: place), keyMeant(by: content) == key else { continue }
            throw RevisionFileError(
                "this line belongs to the message, which is the first paragraph, and gives no \"\(key.rawValue)\"",
                at: place, advice: "Put an empty comment line `--` between the message and the keys.")
        }
    }

    private static func node(
        from values: [Key: HeaderValue], in slice: SourceSlice
    ) throws(RevisionFileError) -> RevisionNode {
        guard let revision = values[.revision], !revision.text.isEmpty else {
            if values[.revision] == nil { try checkFirstParagraph(for: .revision, in: slice) }
            throw RevisionFileError(
                "the header does not say which revision this is", at: values[.revision]?.place ?? slice.start,
                advice:
                    "Add a line `-- revision: ID` after an empty comment line; `athanor revision` writes whole headers."
            )
        }
        guard let downRevision = values[.downRevision] else {
            try checkFirstParagraph(for: .downRevision, in: slice)
            throw RevisionFileError(
                "the header does not say what revision \(revision.text) comes after", at: revision.place,
                advice: "Add a line `-- down_revision: ID`, or with nothing after the colon for a first revision.")
        }
        if ["none", "null", "nil", "base", "''", "\"\""].contains(downRevision.text.lowercased()) {
            throw RevisionFileError(
                "\(downRevision.text) is not a revision id", at: downRevision.place,
                advice: "Write `-- down_revision:` with nothing after the colon for a first revision.")
        }
        func list(_ key: Key) -> [String] {
            guard let text = values[key]?.text, !text.isEmpty else { return [] }
            return text.utf8.split(separator: UInt8(ascii: ",")).map { String(Substring($0).trimmingWhitespace()) }
                .filter { !$0.isEmpty }
        }
        return RevisionNode(
            id: RevisionID(revision.text), downRevisions: list(.downRevision).map { RevisionID($0) },
            branchLabels: list(.branchLabels).map { BranchLabel($0) }, dependsOn: list(.dependsOn),
            createDate: values[.createDate].flatMap { CreateDate($0.text) }, origin: slice.source.path)
    }
}

/// The value of a key in a header.
private struct HeaderValue {
    let text: String
    /// The start of the line, in UTF-8.
    let offset: Int
    let source: SourceText

    var place: SourcePlace { source.place(atUTF8: offset) }
}

extension Substring {
    /// The text without the spaces, tabs and line endings around it.
    func trimmingWhitespace() -> Substring {
        func isWhitespace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        var rest = utf8.drop(while: isWhitespace)
        while let last = rest.last, isWhitespace(last) { rest.removeLast() }
        return Substring(rest)
    }
}
