/// A text that is put together from parts of others: a place in it is a place in one of those, so that an error is shown at
/// its line in its file.
struct ComposedText {
    private var text = ""
    private var borrowed: [BorrowedText] = []

    /// Adds text that is nobody's.
    mutating func append(own: String) { text += own }

    /// Adds a part of another text.
    mutating func append(_ slice: SourceSlice) {
        let start = text.utf8.count
        text += slice.text
        borrowed.append(BorrowedText(utf8Range: start..<text.utf8.count, slice: slice))
    }

    /// All of it.
    /// - Parameter path: how people know it, for a text in which nothing is another's.
    func source(path: String) -> SourceText { SourceText(path: path, text: text, borrowed: borrowed) }
}

/// A part of a text that was taken from another.
struct BorrowedText: Sendable, Hashable {
    /// Where it stands, in UTF-8 offsets.
    let utf8Range: Range<Int>
    /// What was taken.
    let slice: SourceSlice
}

extension SourceText {
    /// The place that an offset has in the text that the part there was taken from; `nil` where no part was. What stands
    /// behind a part counts as its end: there a parser notices that something is missing.
    func borrowedPlace(atUTF8 offset: Int) -> SourcePlace? {
        let before = borrowed.last { $0.utf8Range.lowerBound <= offset }
        guard let part = before ?? borrowed.first else { return nil }
        let inside = min(max(offset, part.utf8Range.lowerBound), part.utf8Range.upperBound) - part.utf8Range.lowerBound
        return part.slice.source.place(atUTF8: part.slice.utf8Range.lowerBound + inside)
    }
}
