/// A text composed of slices of other texts. A place in it maps to a place in one of those, so that an error is shown
/// at its line in its file.
package struct ComposedText {
    private var text = ""
    private var borrowed: [BorrowedText] = []

    /// An empty text.
    package init() {}

    /// Adds text that comes from no other text.
    package mutating func append(own: String) { text += own }

    /// Adds a slice of another text.
    package mutating func append(_ slice: SourceSlice) {
        let start = text.utf8.count
        text += slice.text
        borrowed.append(BorrowedText(utf8Range: start..<text.utf8.count, slice: slice))
    }

    /// The whole text.
    /// - Parameter path: the path shown in messages if the text has no slice of another text.
    package func source(path: String) -> SourceText { SourceText(path: path, text: text, borrowed: borrowed) }
}

/// A slice that was taken from another text.
struct BorrowedText: Sendable, Hashable {
    /// The slice's range in the composed text, in UTF-8 offsets.
    let utf8Range: Range<Int>
    /// The slice in the other text.
    let slice: SourceSlice
}

extension SourceText {
    /// The place of an offset in the text that the slice there was taken from; `nil` if the text has no such slices.
    /// Text after a slice counts as its end, because that is where a parser notices that something is missing.
    func borrowedPlace(atUTF8 offset: Int) -> SourcePlace? {
        let before = borrowed.last { $0.utf8Range.lowerBound <= offset }
        guard let part = before ?? borrowed.first else { return nil }
        let inside = min(max(offset, part.utf8Range.lowerBound), part.utf8Range.upperBound) - part.utf8Range.lowerBound
        return part.slice.source.place(atUTF8: part.slice.utf8Range.lowerBound + inside)
    }
}
