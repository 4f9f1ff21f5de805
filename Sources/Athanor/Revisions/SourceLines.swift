internal import Foundation

extension SourceSlice {
    /// A line of a slice.
    struct Line {
        /// The line without its line ending.
        let text: Substring
        /// The line with its line ending, in UTF-8 offsets of the whole source.
        let utf8Range: Range<Int>
    }

    /// The line that the slice begins with, unless it is empty.
    var firstLine: Line? { lines(atMost: 1).first }

    /// The lines of the slice.
    var lines: [Line] { lines(atMost: .max) }

    private func lines(atMost limit: Int) -> [Line] {
        var lines: [Line] = []
        let utf8 = source.text.utf8
        var start = utf8.index(utf8.startIndex, offsetBy: utf8Range.lowerBound)
        let end = utf8.index(utf8.startIndex, offsetBy: utf8Range.upperBound)
        var offset = utf8Range.lowerBound
        while start < end, lines.count < limit {
            let newline = utf8[start..<end].firstIndex(of: UInt8(ascii: "\n"))
            let next = newline.map { utf8.index(after: $0) } ?? end
            var text = source.text[start..<(newline ?? end)]
            if text.utf8.last == UInt8(ascii: "\r") { text = Substring(text.utf8.dropLast()) }
            let length = utf8.distance(from: start, to: next)
            lines.append(Line(text: text, utf8Range: offset..<offset + length))
            offset += length
            start = next
        }
        return lines
    }
}

extension SourceText {
    /// The lines that begin with one of some texts. Quick, since it is asked of every file of a history.
    func lines(beginningWith beginnings: [StaticString]) -> [SourceSlice.Line] {
        let starts = text.utf8.withContiguousStorageIfAvailable { bytes in
            Self.lineStarts(in: bytes, beginningWith: beginnings)
        }
        return (starts ?? []).compactMap { self[$0..<text.utf8.count].firstLine }
    }

    private static func lineStarts(
        in bytes: UnsafeBufferPointer<UInt8>, beginningWith beginnings: [StaticString]
    ) -> [Int] {
        guard let base = bytes.baseAddress else { return [] }
        var starts: [Int] = []
        var start = 0
        while start < bytes.count {
            let left = bytes.count - start
            let matches = beginnings.contains {
                $0.utf8CodeUnitCount <= left && memcmp(base + start, $0.utf8Start, $0.utf8CodeUnitCount) == 0
            }
            if matches { starts.append(start) }
            guard let newline = memchr(base + start, Int32(UInt8(ascii: "\n")), left) else { break }
            start = UnsafeRawPointer(newline) - UnsafeRawPointer(base) + 1
        }
        return starts
    }
}
