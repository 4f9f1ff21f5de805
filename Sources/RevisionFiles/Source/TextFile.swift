import Foundation

/// Reads whole text files.
package enum TextFile {
    /// The text of a file. A byte order mark at its beginning is skipped.
    /// - Parameters:
    ///   - path: the file's path.
    ///   - shownPath: the path shown in messages; `path` when `nil`.
    ///   - encoding: the file's encoding.
    /// - Throws: ``RevisionFileError`` when the file cannot be read, or is not valid in this encoding, with the first
    ///   wrong line.
    package static func read(
        _ path: String, shownAs shownPath: String? = nil, encoding: TextEncoding = .utf8
    ) throws(RevisionFileError) -> SourceText {
        let shownPath = shownPath ?? path
        if encoding == .utf8, let text = Self.text(at: path) { return SourceText(path: shownPath, text: text) }
        let data = try read(path, shownPath)
        guard encoding == .utf8 else { return try text(of: data, in: encoding, shownPath) }
        if let form = UTF16Form(of: data) {
            throw RevisionFileError(
                "\(shownPath) is \(form.encoding) text\(form.byteOrderText), not UTF-8",
                advice:
                    "Convert it, with `iconv -f \(form.name) -t UTF-8 FILE > NEW` for example, or save it as UTF-8 in your "
                    + "editor. (Windows PowerShell's `>` writes UTF-16; `Set-Content -Encoding utf8` does not.)")
        }
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

    private static func text(
        of data: Data, in encoding: TextEncoding, _ shownPath: String
    ) throws(RevisionFileError) -> SourceText {
        if let text = encoding.text(of: data) { return SourceText(path: shownPath, text: text) }
        // The text before the first wrong byte gives the line and column.
        let readable = SourceText(path: shownPath, text: encoding.longestText(in: data) + "\u{FFFD}")
        throw RevisionFileError(
            "the file is not \(encoding.name) text",
            at: readable.place(atUTF8: readable.text.utf8.count - "\u{FFFD}".utf8.count),
            advice: "Save it in the encoding that the key `output_encoding` in athanor.yaml names for all revisions.")
    }

    /// The fast path, because a history may have very many files: the text, or `nil` on any problem, which the slow
    /// path then reports. The file is opened in non-blocking mode, because opening a pipe would wait for a writer.
    private static func text(at path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        // One byte more than the file's size, so that a read that does not fill the buffer has reached the end.
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
            // In UTF-16, every other byte of ASCII text is NUL, which is also valid UTF-8.
            if bytes.prefix(4).contains(0) { return nil }
            let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
            return String(
                validating: hasMark ? UnsafeBufferPointer(rebasing: bytes.dropFirst(3)) : bytes, as: UTF8.self)
        }
    }

    private static func read(_ path: String, _ shownPath: String) throws(RevisionFileError) -> Data {
        var status = stat()
        // Reading a pipe or a device may never end.
        if stat(path, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) {
            throw RevisionFileError(
                "\(shownPath) is not a file: it is a pipe, a socket or a device",
                advice: "Remove it, or give it a name that does not end like the name of a file that Athanor reads.")
        }
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw RevisionFileError(
                "\(shownPath) cannot be read: \(error.localizedDescription)",
                advice: "Check that it exists and may be read.")
        }
    }
}
