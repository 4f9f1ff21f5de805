/// One SQL statement with the values bound to its placeholders.
///
/// Placeholders are written `$1`, `$2` … on every database, first used in rising order.
public struct Statement: Sendable, Hashable {
    /// The SQL, without a closing semicolon.
    public let text: String
    /// The values for `$1`, `$2` …
    public let values: [Value]
    /// Where the text stands in a file, so that an error position in it can be shown there; `nil` for SQL that Athanor
    /// wrote itself.
    public let origin: SourceSlice?
    /// Whether all that it means is the database's own or written with its schema. The database then runs it so that its
    /// operators, functions and types cannot be taken for those that somebody has put into a schema of the session's path.
    public let isOwn: Bool

    /// A statement whose names are found as the session's settings say.
    public init(_ text: String, _ values: [Value] = []) {
        self.text = text
        self.values = values
        origin = nil
        isOwn = false
    }

    /// A statement of Athanor's own, which see ``isOwn``.
    public init(own text: String, _ values: [Value] = []) {
        self.text = text
        self.values = values
        origin = nil
        isOwn = true
    }

    /// A statement as it stands in a source file.
    public init(_ origin: SourceSlice) {
        text = origin.text
        values = []
        self.origin = origin
        isOwn = false
    }

    /// A statement that was rewritten from what stands in a source file, or holds it among words of its own.
    public init(_ text: String, _ values: [Value] = [], rewrittenFrom origin: SourceSlice?) {
        self.text = text
        self.values = values
        self.origin = origin
        isOwn = false
    }

    /// The place in the source file that an error is shown at; `nil` for SQL that Athanor wrote itself. Where the
    /// statement does not hold the file's text word for word, it is the beginning of that.
    /// - Parameter position: a position in ``text``, in Unicode scalars counted from 1.
    public func place(atPosition position: Int?) -> SourcePlace? {
        guard let origin else { return nil }
        let original = origin.text
        guard let position, !original.isEmpty, let range = text.firstRange(of: original) else { return origin.start }
        let before = text.unicodeScalars.distance(from: text.startIndex, to: range.lowerBound)
        let offset = position - 1 - before
        return (0...original.unicodeScalars.count).contains(offset) ? origin.place(atScalar: offset) : origin.start
    }

    /// The text as an error shows it: of a long one of Athanor's own, the beginning, which says what it is.
    var shown: String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard isOwn, lines.count > Self.mostLines else { return text }
        return lines.prefix(Self.mostLines).joined(separator: "\n")
            + "\n… (\(lines.count - Self.mostLines) more lines of Athanor's own)"
    }

    private static let mostLines = 5
}
