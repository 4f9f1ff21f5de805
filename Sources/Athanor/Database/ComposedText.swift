/// SQL that Athanor puts together around text of a person's, with the places of that text kept.
///
/// ```swift
/// let creation: ComposedText = "CREATE VIEW \(name) AS\n\(query)"
/// ```
///
/// A string that is put in becomes part of Athanor's own text; a ``SourceSlice`` is put in with its places, so that an
/// error of the database in it is shown at its line in its file.
public struct ComposedText: Sendable, Hashable, ExpressibleByStringInterpolation {
    private var text = ""
    private var borrowed: [BorrowedText] = []

    /// Text of Athanor's own.
    public init(stringLiteral value: String) { text = value }

    /// The parts of an interpolation, put together.
    public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.composed }

    /// Nothing yet.
    public init() {}

    /// Adds text of Athanor's own.
    public mutating func append(own: String) { text += own }

    /// Adds text of a person's.
    public mutating func append(_ slice: SourceSlice) {
        let start = text.utf8.count
        text += slice.text
        borrowed.append(BorrowedText(utf8Range: start..<text.utf8.count, slice: slice))
    }

    /// Adds text that is put together itself.
    public mutating func append(_ composed: ComposedText) {
        let start = text.utf8.count
        text += composed.text
        borrowed += composed.borrowed.map { part in
            BorrowedText(
                utf8Range: start + part.utf8Range.lowerBound..<start + part.utf8Range.upperBound, slice: part.slice)
        }
    }

    /// All of it.
    /// - Parameter path: how people know it, for a text in which nothing is a person's.
    public func source(path: String) -> SourceText { SourceText(path: path, text: text, borrowed: borrowed) }

    /// What an interpolation collects.
    public struct StringInterpolation: StringInterpolationProtocol {
        var composed = ComposedText()

        /// Begins with nothing.
        public init(literalCapacity: Int, interpolationCount: Int) {}
        /// Adds what stands between the parentheses.
        public mutating func appendLiteral(_ literal: String) { composed.append(own: literal) }
        /// Adds text of Athanor's own.
        public mutating func appendInterpolation(_ own: String) { composed.append(own: own) }
        /// Adds text of a person's.
        public mutating func appendInterpolation(_ slice: SourceSlice) { composed.append(slice) }
        /// Adds text that is put together itself.
        public mutating func appendInterpolation(_ inner: ComposedText) { composed.append(inner) }
    }
}

extension Statement {
    /// A statement that Athanor writes around text of a person's: errors in that are shown at their place.
    public init(composed: ComposedText) {
        let source = composed.source(path: "")
        if source.borrowed.isEmpty { self.init(source.text) } else { self.init(source.all) }
    }
}

/// A part of a text that was taken from another.
struct BorrowedText: Sendable, Hashable {
    /// Where it stands, in UTF-8 offsets.
    let utf8Range: Range<Int>
    /// What was taken.
    let slice: SourceSlice
}

extension SourceText {
    /// The place that an offset has in the text that the part there was taken from. What stands behind such a part counts
    /// as its end: there a parser notices that something is missing. `nil` before the first.
    func borrowedPlace(atUTF8 offset: Int) -> SourcePlace? {
        guard let part = borrowed.last(where: { $0.utf8Range.lowerBound <= offset }) else { return nil }
        let inside = min(offset, part.utf8Range.upperBound) - part.utf8Range.lowerBound
        return part.slice.source.place(atUTF8: part.slice.utf8Range.lowerBound + inside)
    }
}
