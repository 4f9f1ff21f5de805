internal import Athanor
internal import Foundation

/// The format and the place of a project's new revision files.
struct RevisionFileFormat {
    /// A file to be written.
    struct File {
        let path: String
        /// The creation date for the file.
        let createDate: String
    }

    /// The folder that revisions are written into.
    let folder: String
    private let nameTemplate: FileNameTemplate
    private let slugLength: Int
    private let timeZone: TimeZone
    private let encoding: TextEncoding
    private let templates: RevisionTemplates
    private let date = Date()

    /// The format in the configuration.
    /// - Parameter versionPath: the folder that the command line names.
    /// - Throws: ``ConfigurationError``.
    init(_ configuration: Configuration, versionPath: String?) throws(ConfigurationError) {
        folder = try VersionPath(versionPath, configuration).folder
        nameTemplate = try configuration.fileNameTemplate()
        slugLength = configuration.slugLength
        timeZone = try configuration.timeZone()
        encoding = try configuration.outputEncoding()
        templates = try configuration.templates()
    }

    /// The file of a draft.
    /// - Throws: ``ConfigurationError`` if no file can have its name.
    func file(of draft: RevisionDraft) throws(ConfigurationError) -> File {
        let slug = NewRevision(id: draft.id, message: draft.message, downRevisions: []).slug(atMost: slugLength)
        do {
            let name = try nameTemplate.path(of: draft.id, slug: slug, date: date, in: timeZone)
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            return File(path: "\(path).\(draft.kind.rawValue)", createDate: NewRevision.dateText(date, in: timeZone))
        } catch {
            throw ConfigurationError(error.message, state: "Nothing was written.", advice: error.advice)
        }
    }

    /// The text of a revision's file.
    /// - Throws: `RevisionFileError` for a user's template that is not understood; ``RevisionDraftError`` for one that
    ///   leaves out the operations that the revision begins with.
    func text(of revision: NewRevision, as kind: RevisionTemplate) throws -> String {
        let text = try templates.text(of: revision, as: kind)
        for (name, work) in [("upgrades", revision.work.upgrade), ("downgrades", revision.work.downgrade)] {
            let missing = work.split(separator: "\n").first { !text.contains($0) }
            if missing != nil, let path = templates.path(of: kind) {
                throw RevisionDraftError.template(
                    path,
                    reason: Explanation(
                        "it has no {{{\(name)}}}, the place of the operations that the revision begins with"))
            }
        }
        return text
    }

    /// The revision as it will be read back.
    /// - Throws: ``RevisionDraftError`` if that is another revision: a message such as `upgrade` would be read as a
    ///   marker.
    func entry(
        of revision: NewRevision, in text: String, as kind: RevisionTemplate, at path: String
    ) throws -> RevisionEntry {
        let source = SourceText(path: path, text: text)
        guard encoding.text(of: try bytes(of: source)) == text else {
            throw RevisionDraftError.encoding(encoding, nil, nil)
        }
        do {
            let entry =
                switch kind {
                case .sql: try RevisionEntry(sql: source)
                case .swift: try RevisionEntry(uncompiledSwift: source)
                }
            guard let difference = Self.difference(entry.node, revision) else { return entry }
            throw unreadable(revision, kind, Explanation(difference))
        } catch let error as RevisionFileError {
            throw unreadable(revision, kind, error.explanation)
        }
    }

    /// Writes a file, and creates its folders.
    /// - Throws: ``RevisionDraftError``.
    func write(_ text: String, to path: String) throws(RevisionDraftError) {
        let bytes = try bytes(of: SourceText(path: path, text: text))
        let url = URL(fileURLWithPath: path)
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try bytes.write(to: url, options: .withoutOverwriting)
        } catch {
            throw .cannotWrite(path, exists: FileManager.default.fileExists(atPath: path))
        }
    }

    private func bytes(of source: SourceText) throws(RevisionDraftError) -> Data {
        if let bytes = encoding.bytes(of: source.text) { return bytes }
        let impossible = encoding.firstImpossible(in: source.text)
        throw .encoding(encoding, impossible.map { source.place(atUTF8: $0.utf8Offset) }, impossible?.character)
    }

    private func unreadable(
        _ revision: NewRevision, _ kind: RevisionTemplate, _ reason: Explanation
    ) -> RevisionDraftError {
        guard let path = templates.path(of: kind) else { return .message(revision.message, reason: reason) }
        return .template(path, reason: reason)
    }

    /// The first difference between a file and the wanted revision, in one sentence.
    private static func difference(_ node: RevisionNode, _ revision: NewRevision) -> String? {
        func listed(_ names: [String]) -> String { names.isEmpty ? "nothing" : names.joined(separator: ", ") }
        let facts: [(name: String, written: [String], wanted: [String])] = [
            ("the revision's id", [node.id.rawValue], [revision.id.rawValue]),
            ("what it comes after", node.downRevisions.map(\.rawValue), revision.downRevisions.map(\.rawValue)),
            ("its branch labels", node.branchLabels.map(\.rawValue), revision.branchLabels.map(\.rawValue)),
            ("what it depends on", node.dependsOn, revision.dependsOn),
        ]
        return facts.first { $0.written != $0.wanted }.map {
            "\($0.name) would be \(listed($0.written)) and not \(listed($0.wanted))"
        }
    }
}
