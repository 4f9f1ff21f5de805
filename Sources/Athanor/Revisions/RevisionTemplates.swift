import Foundation

/// The templates for new revisions: the user's own if they exist, otherwise the built-in ones.
package struct RevisionTemplates: Sendable, Hashable {
    /// The folder with the user's own templates; it need not exist.
    package let folder: String?
    /// Values for the user's own variables.
    package let arguments: [String: String]

    /// Templates.
    /// - Parameters:
    ///   - folder: the folder with `revision.sql.mustache` and `revision.swift.mustache`.
    ///   - arguments: values for further variables. A variable of ``RevisionTemplate/variables`` keeps its own value.
    package init(folder: String? = nil, arguments: [String: String] = [:]) {
        self.folder = folder
        self.arguments = arguments
    }

    /// The path of the user's own template for a kind; `nil` if the built-in one is used.
    package func path(of kind: RevisionTemplate) -> String? {
        guard let folder else { return nil }
        let name = Self.fileName(of: kind)
        let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// The name of a template's file: `revision.sql.mustache`.
    package static func fileName(of kind: RevisionTemplate) -> String { "revision.\(kind.rawValue).mustache" }

    /// The text of a new revision's file.
    /// - Throws: ``RevisionFileError`` when the user's template cannot be read, or is invalid, with the place.
    package func text(of revision: NewRevision, as kind: RevisionTemplate) throws(RevisionFileError) -> String {
        let source = try source(of: kind)
        let values = arguments.merging(kind.values(of: revision)) { $1 }
        do {
            return try StrictMustache(source.text).text(with: values)
        } catch {
            throw Self.explained(error, in: source, knowing: values.keys.sorted())
        }
    }

    /// The text of the template for a kind.
    /// - Throws: ``RevisionFileError`` when the user's template cannot be read.
    package func sourceText(of kind: RevisionTemplate) throws(RevisionFileError) -> String { try source(of: kind).text }

    private func source(of kind: RevisionTemplate) throws(RevisionFileError) -> SourceText {
        guard let path = path(of: kind) else {
            return SourceText(path: "the built-in template \(kind.rawValue)", text: kind.builtInText)
        }
        return try TextFile.read(path)
    }

    /// The first place where a template uses a variable, not where the same word is part of the text.
    private static func place(ofTag name: String, in source: SourceText) -> SourcePlace? {
        source.text.ranges(of: name).first { range in
            var before = source.text[..<range.lowerBound]
            while let last = before.last, "&#^/ ".contains(last) { before.removeLast() }
            return before.hasSuffix("{{") && source.text[range.upperBound...].drop { $0 == " " }.hasPrefix("}}")
        }.map { source.place(atUTF8: source.text.utf8.distance(from: source.text.startIndex, to: $0.lowerBound)) }
    }

    private static func explained(
        _ failure: StrictMustache.Failure, in source: SourceText, knowing names: [String]
    ) -> RevisionFileError {
        switch failure {
        case .malformed(let problem, let line, let column):
            let lines = source.all.lines
            var place = source.place(atUTF8: source.text.utf8.count)
            if lines.indices.contains(line - 1) {
                let text = lines[line - 1].text
                let before = text.prefix(column - 1).utf8.count
                place = source.place(atUTF8: lines[line - 1].utf8Range.lowerBound + before)
            }
            return RevisionFileError(
                "the template is not understood: \(problem)", at: place,
                advice:
                    "Write values as {{{name}}}; https://mustache.github.io/mustache.5.html describes the rest."
            )
        case .unknown(let name):
            return RevisionFileError(
                "the template has an unknown variable \"\(name)\"", at: place(ofTag: name, in: source),
                advice: NearestNames.suggestion(for: name, among: names)
                    + " Set your own names with the key `template_arguments` in athanor.yaml.")
        }
    }
}
