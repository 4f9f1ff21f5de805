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

    /// A statement of Athanor's own.
    public init(_ text: String, _ values: [Value] = []) {
        self.text = text
        self.values = values
        origin = nil
    }

    /// A statement as it stands in a source file.
    public init(_ origin: SourceSlice) {
        text = origin.text
        values = []
        self.origin = origin
    }

    /// A statement that was rewritten from what stands in a source file: errors are shown at the file's statement,
    /// without a column inside it.
    public init(_ text: String, _ values: [Value] = [], rewrittenFrom origin: SourceSlice?) {
        self.text = text
        self.values = values
        self.origin = origin
    }

    /// Whether a position in ``text`` is also a position in ``origin``.
    public var isVerbatim: Bool {
        guard let origin else { return false }
        return origin.text == text
    }
}
