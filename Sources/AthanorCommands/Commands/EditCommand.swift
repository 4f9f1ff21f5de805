internal import ArgumentParser
internal import Athanor

/// `edit`: opens revisions in the user's editor.
struct EditCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("edit head", ""),
            ("edit 3f9a", ""),
            ("edit current", "the revisions that the database is at"),
            ("edit -1", "the one below the head"),
        ])
        return CommandConfiguration(
            commandName: "edit", abstract: "Open a revision in an editor.",
            discussion: """
                Opens the editor that VISUAL or else EDITOR names; both may contain arguments. When the editor is \
                closed, the file is read. A file that is not a revision any more is an error, and stays as it is.

                \(examples.text)
                """)
    }

    @Argument(
        help: "An id or its beginning, head, heads, current, -1 …",
        completion: .revisionName("head", "heads", "current"))
    var revision: String?
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard revision == nil else { return }
        throw ValidationError("Edit which revision? `\(Invocation.current.name) edit head` opens the newest.")
    }

    func run() async throws {
        let name = revision ?? "head"
        let project = try Project(general, database)
        // The files as they are now, not as they were when this executable was built.
        let history = try project.historyOfFolder()
        let entries = try await project.revisions(named: name, in: history).compactMap { history[$0] }
        guard !entries.isEmpty else {
            throw ConfigurationError(
                "\(SingleRevisionError.problem(ofBaseNamed: name)): there is no file to edit",
                advice: "Name a revision; `\(project.invocation.name) history` shows them.")
        }
        let paths = entries.map(\.path)
        try await Editor(project.invocation.environment, paths: paths).edit(paths)
        // Checks the whole graph too: an edit may have changed the order of revisions.
        let edited = try project.historyOfFolder()
        if project.printsJSON {
            let changed = edited.all.filter { paths.contains($0.path) }
            try project.invocation.output.document(changed.map { RevisionDocument($0, in: edited.graph) })
        }
    }
}
