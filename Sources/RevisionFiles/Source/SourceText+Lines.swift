internal import Foundation

extension SourceSlice {
    /// A line of a slice.
    package struct Line {
        /// The line without its line ending.
        package let text: Substring
        /// The line with its line ending, in UTF-8 offsets of the whole source.
        package let utf8Range: Range<Int>
    }

    /// The first line of the slice; `nil` if the slice is empty.
    var firstLine: Line? { lines(atMost: 1).first }

    /// The lines of the slice.
    package var lines: [Line] { lines(atMost: .max) }

    private func lines(atMost limit: Int) -> [Line] {
        let text = source.text
        let utf8 = text.utf8
        var lines: [Line] = []
        var offset = utf8Range.lowerBound
        while offset < utf8Range.upperBound, lines.count < limit {
            let newline = source.newline(in: offset..<utf8Range.upperBound)
            let next = newline.map { $0 + 1 } ?? utf8Range.upperBound
            let start = utf8.index(utf8.startIndex, offsetBy: offset)
            let end = utf8.index(utf8.startIndex, offsetBy: newline ?? next)
            var line = text[start..<end]
            if line.utf8.last == UInt8(ascii: "\r") { line = Substring(line.utf8.dropLast()) }
            lines.append(Line(text: line, utf8Range: offset..<next))
            offset = next
        }
        return lines
    }
}

extension SourceText {
    /// The lines that begin with one of several texts. It must be fast, because it runs for every file of a history.
    package func lines(beginningWith beginnings: [StaticString]) -> [SourceSlice.Line] {
        let starts = text.utf8.withContiguousStorageIfAvailable { bytes in
            Self.lineStarts(in: bytes, beginningWith: beginnings)
        }
        return (starts ?? []).compactMap { self[$0..<text.utf8.count].firstLine }
    }

    /// The offset of the first line feed in a range.
    fileprivate func newline(in range: Range<Int>) -> Int? {
        let found = text.utf8.withContiguousStorageIfAvailable { bytes -> Int? in
            guard let base = bytes.baseAddress,
                let newline = memchr(base + range.lowerBound, Int32(UInt8(ascii: "\n")), range.count)
            else { return nil }
            return UnsafeRawPointer(newline) - UnsafeRawPointer(base)
        }
        return found ?? nil
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
