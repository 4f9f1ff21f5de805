internal import Athanor
internal import Foundation

/// The common work of `revision` and `merge`: writes a file, runs hooks on it, and prints its path.
struct RevisionWriting {
    private let project: Project
    /// The history in the files as they are now, not as they were when this executable was built.
    let history: RevisionSet

    /// - Throws: the errors of reading the files.
    init(_ project: Project) throws {
        self.project = project
        history = try project.historyOfFolder()
    }

    /// The definition files to write with a revision that replaces a view.
    /// - Throws: as ``ViewReplacement/init(of:in:after:head:location:)``.
    func replacement(of view: String, head: String, versionPath: String?) async throws -> ViewReplacement {
        let format = try RevisionFileFormat(project.configuration, versionPath: versionPath)
        return try await ViewReplacement(
            of: view, in: project, after: history, head: head, location: format.folder)
    }

    /// The kind of new revisions: the given or configured one, or else that of the newest revision. In a history
    /// without revisions, the kind that the executable is built for.
    func kind(_ given: RevisionTemplate?) throws -> RevisionTemplate {
        if let kind = try given ?? project.configuration.kind() { return kind }
        guard let newest = history.graph.heads.last.flatMap({ history[$0] }) else {
            return project.invocation.registry == nil ? .sql : .swift
        }
        switch newest.source {
        case .sql: return .sql
        case .swift, .uncompiledSwift: return .swift
        }
    }

    /// Writes a draft.
    /// - Parameter versionPath: the folder that the command line names.
    func write(_ draft: RevisionDraft, versionPath: String? = nil) async throws {
        let configuration = project.configuration
        let format = try RevisionFileFormat(configuration, versionPath: versionPath)
        let written = try draft.write(as: format, after: history)
        let path = written.entry.path
        try await PostWriteHooks(
            commands: configuration.postWriteHooks, folder: configuration.scriptLocation,
            environment: project.invocation.environment
        ).run(onFile: path, absolutePath: URL(fileURLWithPath: path).standardizedFileURL.path)
        // A hook may have changed the file in any way.
        let now = configuration.postWriteHooks.isEmpty ? written.history : try project.historyOfFolder()
        guard let entry = now[written.entry.id] else {
            throw ConfigurationError(
                "after the post-write hooks, no file has revision \(written.entry.id) any more: it was written to \(path)",
                advice:
                    "Correct `post_write_hooks` in athanor.yaml: they may format the file, but it must stay a revision."
            )
        }
        let output = project.invocation.output
        let document = RevisionDocument(entry, in: now.graph)
        switch (project.printsJSON, draft.replacement) {
        case (true, nil): try output.document(document)
        case (true, let replacement?): try output.document(ViewReplacementDocument(document, replacement))
        case (false, let replacement):
            output.line(path)
            guard let replacement else { return }
            for file in replacement.files { output.line(replacement.shownPath(file.path)) }
            project.progress.line(
                project.invocation.namingTool(
                    in:
                        "Next, edit \(replacement.shownPath(replacement.newFile)), which holds the present definition of "
                        + "\(replacement.view.name), then `athanor upgrade head`."))
        }
    }
}
