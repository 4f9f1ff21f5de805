internal import Athanor
internal import Foundation

/// What `revision --replace-view` writes beside the revision: definition files of the view.
struct ViewReplacement: Sendable {
    /// A definition file that is about to be written.
    struct File: Sendable {
        /// Its path as revisions write it.
        let path: String
        let text: String
    }

    /// The view as it is.
    let view: LiveDefinition
    /// The folder that the paths start from.
    let folder: String
    /// The files to write, the new definition last.
    let files: [File]
    /// The file with the new definition, to be edited.
    let newFile: String
    /// The file with the present definition.
    let oldFile: String

    /// Reads a view's definition, and finds where it stands among its definition files.
    /// - Parameters:
    ///   - name: the view's name as a person types it.
    ///   - head: what the revision comes after: the database must be there.
    ///   - location: the folder that the revision goes into.
    /// - Throws: `MaterializedViewError` when there is no such view; ``ViewReplacementError``; `RevisionGraphError`;
    ///   `DatabaseError`; ``ConfigurationError``.
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
            // With the comments and the layout of whoever wrote it.
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

    /// A path as people open it.
    func shownPath(_ path: String) -> String { folder == "." ? path : "\(folder)/\(path)" }

    /// Writes the files, runs something, and takes the files back when that fails.
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
    /// The database is not where the revision would begin: what it holds is not what will be replaced.
    case behind(rows: [RevisionID], pending: [RevisionID], view: String)

    var explanation: Explanation {
        switch self {
        case .behind(let rows, let pending, let view):
            var explanation = Explanation(
                "the database is not at the revision that the new one comes after: \(view) may be another by then")
            explanation.state =
                "Nothing was written. The database is at \(rows.isEmpty ? "base" : rows.map(\.rawValue).joined(separator: ", ")); to be "
                + "applied: \(pending.listedBriefly)."
            explanation.advice = "Bring it there first with `athanor upgrade head`, or name another with --database."
            return explanation
        }
    }
}

/// A revision that replaces a view, with its definition files, for machines.
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
