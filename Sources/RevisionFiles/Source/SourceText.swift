/// The text of a file, or of SQL in a revision, with places in it.
public struct SourceText: Sendable, Hashable {
    /// The path shown in messages.
    public let path: String
    /// The whole text, stored as UTF-8.
    public let text: String
    /// The slices that were taken from other texts, in order; empty for a text that is not composed.
    let borrowed: [BorrowedText]

    /// A text with the path shown in messages.
    public init(path: String, text: String) {
        self.init(path: path, text: text, borrowed: [])
    }

    init(path: String, text: String, borrowed: [BorrowedText]) {
        self.path = path
        var text = text
        text.makeContiguousUTF8()
        self.text = text
        self.borrowed = borrowed
    }

    /// The whole text as a slice.
    public var all: SourceSlice { SourceSlice(source: self, utf8Range: 0..<text.utf8.count) }

    /// A slice of it, given in UTF-8 offsets.
    public subscript(utf8Range: Range<Int>) -> SourceSlice { SourceSlice(source: self, utf8Range: utf8Range) }

    /// The place at a UTF-8 offset. In a text composed of slices of other texts, it is a place in one of those.
    package func place(atUTF8 offset: Int) -> SourcePlace {
        let offset = min(max(0, offset), text.utf8.count)
        return borrowedPlace(atUTF8: offset) ?? SourcePlace(source: self, utf8Offset: offset)
    }
}

/// A slice of a ``SourceText``.
public struct SourceSlice: Sendable, Hashable {
    /// The whole text.
    public let source: SourceText
    /// The range of the slice, in UTF-8 offsets.
    public let utf8Range: Range<Int>

    /// A slice of a text.
    /// - Parameters:
    ///   - source: the whole text.
    ///   - utf8Range: the range, in UTF-8 offsets; clamped to the text.
    public init(source: SourceText, utf8Range: Range<Int>) {
        self.source = source
        self.utf8Range = utf8Range.clamped(to: 0..<source.text.utf8.count)
    }

    /// The slice as a string.
    public var text: String {
        let utf8 = source.text.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: utf8Range.lowerBound)
        let end = utf8.index(utf8.startIndex, offsetBy: utf8Range.upperBound)
        return String(source.text[start..<end])
    }

    /// The place at a number of Unicode scalars from the start of the slice. PostgreSQL counts positions this way.
    package func place(atScalar offset: Int) -> SourcePlace {
        let utf8 = source.text.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: utf8Range.lowerBound)
        let scalars = source.text.unicodeScalars
        let index = scalars.index(start, offsetBy: max(0, offset), limitedBy: scalars.endIndex) ?? scalars.endIndex
        return source.place(atUTF8: utf8.distance(from: utf8.startIndex, to: index))
    }

    /// The start of the slice.
    public var start: SourcePlace { source.place(atUTF8: utf8Range.lowerBound) }
}

/// A place in a ``SourceText``.
public struct SourcePlace: Sendable, Hashable {
    /// The text.
    public let source: SourceText
    /// The place in it, in UTF-8.
    package let utf8Offset: Int

    /// The line, counted from 1.
    public var line: Int {
        source.text.utf8.prefix(utf8Offset).reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
    }

    /// The column, in Unicode scalars, counted from 1.
    public var column: Int {
        beforeInLine.unicodeScalars.count + 1
    }

    /// `path:line:column`.
    public var description: String { "\(source.path):\(line):\(column)" }

    /// The text of the line, without its line ending.
    package var lineText: Substring {
        let utf8 = source.text.utf8
        let lineEnd = utf8[index...].firstIndex(of: UInt8(ascii: "\n")) ?? utf8.endIndex
        let line = source.text[lineStart..<lineEnd]
        return line.hasSuffix("\r") ? line.dropLast() : line
    }

    /// The text before the place in its line.
    package var beforeInLine: Substring { source.text[lineStart..<index] }

    private var index: String.Index {
        source.text.utf8.index(source.text.utf8.startIndex, offsetBy: utf8Offset)
    }

    private var lineStart: String.Index {
        let utf8 = source.text.utf8
        guard let newline = utf8[..<index].lastIndex(of: UInt8(ascii: "\n")) else { return utf8.startIndex }
        return utf8.index(after: newline)
    }
}

extension SourceSlice {
    /// The marker line that ends a section of a revision file before the file's end. Markers are found without parsing
    /// the SQL around them, so a marker may be inside a string or a body. `nil` if the section ends with the text.
    private var endingMarker: SourcePlace? {
        let rest = source.text.utf8.dropFirst(utf8Range.upperBound)
        return rest.starts(with: "-- downgrade".utf8) ? source.place(atUTF8: utf8Range.upperBound) : nil
    }

    /// Whether a section ends at a marker, with more of the file after it.
    package var endsAtMarker: Bool { endingMarker != nil }

    /// Advice about a construct that begins in a section and does not end in it.
    /// - Parameter advice: how to end it.
    package func advice(onUnended advice: String) -> String {
        guard let marker = endingMarker else { return advice }
        return
            "The section ends at line \(marker.line), which is a `-- downgrade` marker. If that line belongs to the text, "
            + "indent it. Otherwise: \(advice)"
    }
}
