/// An SQL statement with the values of its placeholders.
///
/// Placeholders are written `$1`, `$2` … on every database; their first uses are in ascending order.
public struct SQLStatement: Sendable, Hashable {
    /// The SQL, without a closing semicolon.
    public let text: String
    /// The values for `$1`, `$2` …
    public let values: [Value]
    /// The place of the text in a file, used to show error positions; `nil` for SQL that Athanor wrote itself.
    package let origin: SourceSlice?
    /// Whether every name in it is the database's own or has a schema. The database then runs it so that others cannot
    /// replace its operators, functions and types with objects in a schema of the session's search path.
    package let isOwn: Bool

    /// Creates a statement whose names are resolved with the session's settings.
    public init(_ text: String, _ values: [Value] = []) {
        self.text = text
        self.values = values
        origin = nil
        isOwn = false
    }

    /// Creates one of Athanor's own statements (see ``isOwn``).
    package init(own text: String, _ values: [Value] = []) {
        self.text = text
        self.values = values
        origin = nil
        isOwn = true
    }

    /// Creates a statement from a source file.
    package init(_ origin: SourceSlice) {
        text = origin.text
        values = []
        self.origin = origin
        isOwn = false
    }

    /// Creates a statement that was rewritten from a source file, or that contains text from a source file.
    package init(_ text: String, _ values: [Value] = [], rewrittenFrom origin: SourceSlice?) {
        self.text = text
        self.values = values
        self.origin = origin
        isOwn = false
    }

    /// Returns the place in the source file for an error; `nil` for SQL that Athanor wrote itself. If the statement
    /// does not contain the file's text literally, it is the beginning of that text.
    /// - Parameter position: a position in ``text``, in Unicode scalars counted from 1.
    package func place(atPosition position: Int?) -> SourcePlace? {
        guard let origin else { return nil }
        let original = origin.text
        guard let position, !original.isEmpty, let range = text.firstRange(of: original) else { return origin.start }
        let before = text.unicodeScalars.distance(from: text.startIndex, to: range.lowerBound)
        let offset = position - 1 - before
        return (0...original.unicodeScalars.count).contains(offset) ? origin.place(atScalar: offset) : origin.start
    }

    /// The text for an error: for a long statement of Athanor's own, only its first lines.
    var shown: String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard isOwn, lines.count > Self.mostLines else { return text }
        return lines.prefix(Self.mostLines).joined(separator: "\n")
            + "\n… (\(lines.count - Self.mostLines) more lines of Athanor's own)"
    }

    private static let mostLines = 5
}
