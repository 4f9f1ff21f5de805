internal import Athanor
internal import Foundation

/// The definition files of a view that `revision --replace-view` writes with the revision.
struct ViewReplacement: Sendable {
    /// A definition file to be written.
    struct File: Sendable {
        /// Its path as revisions write it.
        let path: String
        let text: String
    }

    /// The present view.
    let view: LiveDefinition
    /// The folder that the paths start from.
    let folder: String
    /// The files to write, the new definition last.
    let files: [File]
    /// The file with the new definition, to be edited.
    let newFile: String
    /// The file with the present definition.
    let oldFile: String

    /// Reads a view's definition, and finds its place among the view's definition files.
    /// - Parameters:
    ///   - name: the view's name as the user typed it.
    ///   - head: the revision that the new one comes after. The database must be at it.
    ///   - location: the folder that the revision goes into.
    /// - Throws: `ViewLookupError` if there is no such view; ``ViewReplacementError``; `RevisionGraphError`;
    ///   `DatabaseFailure`; ``ConfigurationError``.
    init(
        of name: String, in project: Project, after history: RevisionSet, head: String, location: String
    ) async throws {
        let folder = try project.configuration.definitionFolder(forRevisionsIn: location)
        let encoding = try project.configuration.outputEncoding()
        let database = try project.database()
        let reader = LiveDefinitionReader(
            database.address,
            options: try project.options(baseDirectory: database.baseDirectory))
        let reading = try await reader.read(name) { definition in
            try DefinitionFileSeries(of: definition.name, in: folder).versions.map { version in
                try TextFile.read("\(folder)/\(version.path)", encoding: encoding)
            }
        }
        if head != "base" {
            let pending = try history.graph.upgradePlan(to: head == "head" ? "heads" : head, from: reading.rows)
            guard pending.isEmpty else {
                throw ViewReplacementError.behind(
                    rows: reading.rows, pending: pending.map(\.revision), view: reading.definition.name.description)
            }
        }
        let series = DefinitionFileSeries(of: reading.definition.name, in: folder)
        view = reading.definition
        self.folder = folder
        let query = reading.definition.query + "\n"
        if let same = reading.equals.last, series.versions.indices.contains(same) {
            // Keeps the comments and the layout of the author.
            oldFile = series.versions[same].path
            newFile = series.next().path
            files = [
                File(path: newFile, text: try TextFile.read("\(folder)/\(oldFile)", encoding: encoding).text)
            ]
        } else {
            oldFile = series.next().path
            newFile = series.next(2).path
            files = [File(path: oldFile, text: query), File(path: newFile, text: query)]
        }
    }

    /// The path that opens a file.
    func shownPath(_ path: String) -> String { folder == "." ? path : "\(folder)/\(path)" }

    /// Writes the files and runs `body`; removes the files if that fails.
    func writing<Result>(as format: RevisionFileFormat, _ body: () throws -> Result) throws -> Result {
        var written: [String] = []
        do {
            for file in files {
                try format.write(file.text, to: shownPath(file.path))
                written.append(shownPath(file.path))
            }
            return try body()
        } catch {
            for path in written { try? FileManager.default.removeItem(atPath: path) }
            throw error
        }
    }
}

/// A view cannot be replaced by a new revision yet; nothing has been written.
enum ViewReplacementError: ExplainedError {
    /// The database is not at the revision that the new one comes after: its view may not be the one to be replaced.
    case behind(rows: [RevisionID], pending: [RevisionID], view: String)

    var explanation: Explanation {
        switch self {
        case .behind(let rows, let pending, let view):
            Explanation(
                "the database is not at the revision that the new one comes after: \(view) may be different there",
                state: "Nothing was written. The database is at "
                    + "\(rows.isEmpty ? "base" : rows.map(\.rawValue).joined(separator: ", ")); "
                    + "not applied yet: \(pending.listedBriefly).",
                advice: "Upgrade it first with `athanor upgrade head`, or name another database with --database.")
        }
    }
}

/// A revision that replaces a view, with its definition files, as JSON.
struct ViewReplacementDocument: Encodable {
    private let revision: RevisionDocument
    private let replacement: ViewReplacement

    private enum Key: String, CodingKey {
        case view, definition, previousDefinition, writtenDefinitions
    }

    init(_ revision: RevisionDocument, _ replacement: ViewReplacement) {
        self.revision = revision
        self.replacement = replacement
    }

    func encode(to encoder: any Encoder) throws {
        try revision.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(replacement.view.name.description, forKey: .view)
        try container.encode(replacement.shownPath(replacement.newFile), forKey: .definition)
        try container.encode(replacement.shownPath(replacement.oldFile), forKey: .previousDefinition)
        try container.encode(
            replacement.files.map { replacement.shownPath($0.path) }, forKey: .writtenDefinitions)
    }
}
