internal import ArgumentParser
internal import Athanor

/// `show`: shows a revision and its operations.
struct ShowCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("show head", ""),
            ("show 3f9a", ""),
            ("show current", "the revisions that the database is at"),
            ("show -1", "the one below the head"),
        ])
        return CommandConfiguration(
            commandName: "show", abstract: "Show a revision and its operations.",
            discussion: """
                \(examples.text)
                """)
    }

    @Argument(
        help: "An id or its beginning, head, current …", completion: .revisionName("head", "heads", "current"))
    var revision: String?
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard revision == nil else { return }
        throw ValidationError("Show which revision? `\(Invocation.current.name) show head` shows the newest.")
    }

    func run() async throws {
        let name = revision ?? "head"
        let project = try Project(general, database)
        let history = try project.history()
        let output = project.invocation.output
        let ids = try await project.revisions(named: name, in: history)
        let marks = RevisionMarks(history.graph)
        let database = try project.databaseIfAny()?.address.database ?? project.invocation.databases.first
        let work = ids.compactMap { history[$0] }.map { entry in
            (entry: entry, work: RevisionWork(entry, op: database.map { project.operations(for: $0, history) }))
        }
        if project.printsJSON {
            try output.document(work.map { RevisionWorkDocument($0.entry, $0.work, in: history.graph) })
            return
        }
        guard !ids.isEmpty else {
            output.line(
                "\(SingleRevisionError.problem(ofBaseNamed: name)): base is the state before the first revision.")
            return
        }
        let texts = work.map { entry, work in
            (RevisionFacts(entry, marks: marks).lines(for: output) + [""] + work.lines(for: output))
                .joined(separator: "\n")
        }
        output.line(texts.joined(separator: "\n\n"))
    }
}
