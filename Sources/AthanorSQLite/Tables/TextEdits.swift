/// Replacements in a text, by UTF-8 offsets of the original text, all made together.
struct TextEdits {
    private let bytes: [UInt8]
    private var edits: [(range: Range<Int>, text: String)] = []

    init(of text: String) {
        bytes = Array(text.utf8)
    }

    /// Replaces a range. Ranges must not overlap.
    mutating func replace(_ range: Range<Int>, with text: String) {
        edits.append((range, text))
    }

    /// Inserts text, after text that was inserted earlier at the same place.
    mutating func insert(_ text: String, at offset: Int) {
        edits.append((offset..<offset, text))
    }

    /// The text with the replacements.
    var result: String {
        var result: [UInt8] = []
        var copied = 0
        let ordered = edits.enumerated().sorted {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }
        for (_, edit) in ordered {
            let start = max(copied, edit.range.lowerBound)
            result += bytes[copied..<start]
            result += Array(edit.text.utf8)
            copied = max(start, edit.range.upperBound)
        }
        result += bytes[copied...]
        return String(decoding: result, as: UTF8.self)
    }

    /// Returns the offset after the last byte before `offset` that is not white space; 0 if there is no such byte.
    func endOfText(before offset: Int) -> Int {
        var end = offset
        while end > 0, Self.isSpace(bytes[end - 1]) { end -= 1 }
        return end
    }

    /// Returns the offset of the first byte from `offset` on that is not white space; the end of the text if there is
    /// no such byte.
    func startOfText(from offset: Int) -> Int {
        var start = offset
        while start < bytes.count, Self.isSpace(bytes[start]) { start += 1 }
        return start
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
