import Foundation

/// A change of the down revisions in a revision's file. Every other byte of the file stays the same.
package struct DownRevisionEdit: Sendable {
    /// The file.
    package let path: String
    private let bytes: Data

    /// Reads a file and prepares the change; nothing is written yet.
    /// - Parameters:
    ///   - path: the file, `.sql` or `.swift`.
    ///   - downRevisions: the revision's new down revisions.
    ///   - encoding: the file's encoding.
    /// - Throws: ``RevisionFileError`` when the file cannot be read, or when the change would alter more of it.
    package init(
        path: String, downRevisions: [RevisionID], encoding: TextEncoding = .utf8
    ) throws(RevisionFileError) {
        self.path = path
        let source = try TextFile.read(path, encoding: encoding)
        let isSQL = path.hasSuffix(".sql")
        let range =
            isSQL ? SQLRevisionFile.downRevisionRange(in: source) : SwiftRevisionFile.downRevisionRange(in: source)
        guard let range else { throw Self.unchangeable(path, "its down revisions were not found") }
        let text =
            isSQL ? SQLRevisionFile.downRevisionText(downRevisions) : SwiftRevisionFile.downRevisionText(downRevisions)
        let edited = SourceText(
            path: path,
            text: source[0..<range.lowerBound].text + text + source[range.upperBound..<source.text.utf8.count].text)
        guard try Self.node(edited, isSQL) == Self.node(source, isSQL).coming(after: downRevisions) else {
            throw Self.unchangeable(path, "it would not be read back as the same revision")
        }
        // A byte order mark stays, and the encoding must reproduce the original bytes.
        let original = FileManager.default.contents(atPath: path)
        let mark = ["", "\u{FEFF}"].first { encoding.bytes(of: $0 + source.text) == original }
        guard let mark, let bytes = encoding.bytes(of: mark + edited.text) else {
            throw Self.unchangeable(path, "in the encoding \(encoding.name), other bytes of it would change too")
        }
        self.bytes = bytes
    }

    /// Writes the file atomically, and keeps its permissions.
    /// - Throws: ``RevisionFileError``; the file is then unchanged.
    package func write() throws(RevisionFileError) {
        // If the path is a link, its target changes and the link stays.
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        // If writing fails midway, a file name that begins with a dot is not read as a revision.
        let temporary = file.deletingLastPathComponent().appendingPathComponent(".athanor-\(UUID().uuidString)")
        do {
            let permissions = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
            try bytes.write(to: temporary, options: .withoutOverwriting)
            if let permissions {
                try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: temporary.path)
            }
            guard rename(temporary.path, file.path) == 0 else {
                throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
            }
        } catch {
            try? FileManager.default.removeItem(at: temporary)
            throw RevisionFileError(
                "\(path) cannot be written: \(error.localizedDescription)",
                advice: "Nothing was changed. Check that its folder is writable.")
        }
    }

    private static func node(_ source: SourceText, _ isSQL: Bool) throws(RevisionFileError) -> RevisionNode {
        isSQL ? try SQLRevisionFile(source).header.node : try SwiftRevisionFile(source).node
    }

    private static func unchangeable(_ path: String, _ reason: String) -> RevisionFileError {
        RevisionFileError(
            "\(path) cannot be changed automatically: \(reason)",
            advice: "Nothing was changed. Change its down revisions by hand.")
    }
}

extension RevisionNode {
    /// The same revision with other down revisions.
    fileprivate func coming(after downRevisions: [RevisionID]) -> RevisionNode {
        RevisionNode(
            id: id, downRevisions: downRevisions, branchLabels: branchLabels, dependsOn: dependsOn,
            createDate: createDate, origin: origin)
    }
}
