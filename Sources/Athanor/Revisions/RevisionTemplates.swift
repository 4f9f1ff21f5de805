import Foundation

/// The templates that new revisions are written from: those of the user's own where there are such, else the built-in
/// ones.
public struct RevisionTemplates: Sendable, Hashable {
    /// The folder where templates of the user's own are looked for; it need not exist.
    public let folder: String?
    /// Values for names of the user's own.
    public let arguments: [String: String]

    /// Templates.
    /// - Parameters:
    ///   - folder: where `revision.sql.mustache` and `revision.swift.mustache` are looked for.
    ///   - arguments: values for further names. A name of ``RevisionTemplate/variables`` keeps its own value.
    public init(folder: String? = nil, arguments: [String: String] = [:]) {
        self.folder = folder
        self.arguments = arguments
    }

    /// The path of the user's own template for a kind, `nil` where the built-in one is used.
    public func path(of kind: RevisionTemplate) -> String? {
        guard let folder else { return nil }
        let name = Self.fileName(of: kind)
        let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// The name of a template's file: `revision.sql.mustache`.
    public static func fileName(of kind: RevisionTemplate) -> String { "revision.\(kind.rawValue).mustache" }

    /// The text of a new revision's file.
    /// - Throws: ``RevisionFileError`` when the user's template cannot be read, or not understood, at its place.
    public func text(of revision: NewRevision, as kind: RevisionTemplate) throws(RevisionFileError) -> String {
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
    public func sourceText(of kind: RevisionTemplate) throws(RevisionFileError) -> String { try source(of: kind).text }

    private func source(of kind: RevisionTemplate) throws(RevisionFileError) -> SourceText {
        guard let path = path(of: kind) else {
            return SourceText(path: "the built-in template \(kind.rawValue)", text: kind.builtInText)
        }
        return try TextFile.read(path)
    }

    /// Where a template names a value first: not where the same word stands in its text.
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
                    "Write values as {{{name}}}; https://mustache.github.io/mustache.5.html says what else there is."
            )
        case .unknown(let name):
            return RevisionFileError(
                "the template has an unknown variable \"\(name)\"", at: place(ofTag: name, in: source),
                advice: NearestNames.suggestion(for: name, among: names)
                    + " Names of your own are set by the key `template_arguments` in athanor.yaml.")
        }
    }
}
