import Foundation

/// Reads whole text files.
package enum TextFile {
    /// The text of a file, which must be UTF-8. A byte order mark at its beginning is skipped.
    /// - Parameters:
    ///   - path: where the file is.
    ///   - shownPath: how people know it, in the text and in errors; as `path` when `nil`.
    /// - Throws: ``RevisionFileError`` when the file cannot be read or is not UTF-8, naming the first wrong line.
    package static func read(_ path: String, shownAs shownPath: String? = nil) throws(RevisionFileError) -> SourceText {
        let shownPath = shownPath ?? path
        if let text = Self.text(at: path) { return SourceText(path: shownPath, text: text) }
        let data = try read(path, shownPath)
        let bytes = data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data[...]
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let repaired = SourceText(path: shownPath, text: String(decoding: bytes, as: UTF8.self))
            let wrong =
                repaired.text.utf8.firstRange(of: Array("\u{FFFD}".utf8))?.lowerBound ?? repaired.text.startIndex
            let offset = repaired.text.utf8.distance(from: repaired.text.startIndex, to: wrong)
            throw RevisionFileError(
                "the file is not UTF-8 text", at: repaired.place(atUTF8: offset),
                advice:
                    "Save it as UTF-8, with `iconv -f WINDOWS-1252 -t UTF-8` for example, naming its present encoding.")
        }
        return SourceText(path: shownPath, text: text)
    }

    /// The text, or `nil` where anything is wrong: what it is, the slow way finds out. A history may have very many files.
    private static func text(at path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        // One byte more than there are: a read that fills no more than those has met the end.
        let capacity = Int(status.st_size) + 1
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { buffer in
            guard let base = buffer.baseAddress else { return nil }
            var length = 0
            while length < capacity {
                let count = Foundation.read(descriptor, base + length, capacity - length)
                if count < 0 { return nil }
                length += count
                if length == capacity - 1 || count == 0 { break }
            }
            guard length < capacity else { return nil }
            let bytes = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(buffer)[..<length])
            let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
            return String(
                validating: hasMark ? UnsafeBufferPointer(rebasing: bytes.dropFirst(3)) : bytes, as: UTF8.self)
        }
    }

    private static func read(_ path: String, _ shownPath: String) throws(RevisionFileError) -> Data {
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw RevisionFileError(
                "\(shownPath) cannot be read: \(error.localizedDescription)",
                advice: "Check that it exists and may be read.")
        }
    }
}
