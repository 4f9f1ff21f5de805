import Foundation

/// A revision's file about to say that the revision comes after others. Every other byte stays as it is.
public struct DownRevisionEdit: Sendable {
    /// The file.
    public let path: String
    private let bytes: Data

    /// Reads a file and makes the change; nothing is written yet.
    /// - Parameters:
    ///   - path: the file, `.sql` or `.swift`.
    ///   - downRevisions: what the revision is to come after.
    ///   - encoding: what the file is in.
    /// - Throws: ``RevisionFileError`` when the file cannot be read, or not be changed without changing more of it.
    public init(
        path: String, downRevisions: [RevisionID], encoding: TextEncoding = .utf8
    ) throws(RevisionFileError) {
        self.path = path
        let source = try TextFile.read(path, encoding: encoding)
        let isSQL = path.hasSuffix(".sql")
        let range =
            isSQL ? SQLRevisionFile.downRevisionRange(in: source) : SwiftRevisionFile.downRevisionRange(in: source)
        guard let range else { throw Self.unchangeable(path, "where it says what it comes after was not found") }
        let text =
            isSQL ? SQLRevisionFile.downRevisionText(downRevisions) : SwiftRevisionFile.downRevisionText(downRevisions)
        let edited = SourceText(
            path: path,
            text: source[0..<range.lowerBound].text + text + source[range.upperBound..<source.text.utf8.count].text)
        guard try Self.node(edited, isSQL) == Self.node(source, isSQL).coming(after: downRevisions) else {
            throw Self.unchangeable(path, "it would not be read back as the same revision")
        }
        // A byte order mark stays, and an encoding must give back the bytes that are there.
        let original = FileManager.default.contents(atPath: path)
        let mark = ["", "\u{FEFF}"].first { encoding.bytes(of: $0 + source.text) == original }
        guard let mark, let bytes = encoding.bytes(of: mark + edited.text) else {
            throw Self.unchangeable(path, "written as \(encoding.name), other bytes of it would change as well")
        }
        self.bytes = bytes
    }

    /// Writes the file: at once or not at all, with the permissions that it has.
    /// - Throws: ``RevisionFileError``; the file is as it was then.
    public func write() throws(RevisionFileError) {
        // Where the path is a link, the file that it leads to changes, and the link stays.
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        // A name that begins with a dot is not taken for a revision, should something go wrong in between.
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
                advice: "Nothing was changed. Check that its folder may be written to.")
        }
    }

    private static func node(_ source: SourceText, _ isSQL: Bool) throws(RevisionFileError) -> RevisionNode {
        isSQL ? try SQLRevisionFile(source).header.node : try SwiftRevisionFile(source).node
    }

    private static func unchangeable(_ path: String, _ reason: String) -> RevisionFileError {
        RevisionFileError(
            "\(path) cannot be changed by itself: \(reason)",
            advice: "Nothing was changed. Change what it comes after by hand.")
    }
}

extension RevisionNode {
    /// The same revision after others.
    fileprivate func coming(after downRevisions: [RevisionID]) -> RevisionNode {
        RevisionNode(
            id: id, downRevisions: downRevisions, branchLabels: branchLabels, dependsOn: dependsOn,
            createDate: createDate, origin: origin)
    }
}
