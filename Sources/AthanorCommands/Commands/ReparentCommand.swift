internal import ArgumentParser
internal import Athanor

/// `reparent`: moves a revision to another parent.
struct ReparentCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let name = Invocation.current.name
        let examples = CommandExamples([
            ("reparent 3f9a --onto 8d1f", "3f9a then comes after 8d1f"),
            ("reparent billing --onto base", "a separate history"),
            ("reparent 77d1 --from 3f9a --onto 8d1f", "one side of a merge"),
        ])
        return CommandConfiguration(
            commandName: "reparent", abstract: "Move a revision, with all that come after it, onto another one.",
            discussion: """
                If two branches of code each add a revision, the history has two heads. If one of them is not applied \
                anywhere yet, move it onto the other: both are then in one line, without a merge.

                Only the down revisions in the file are changed. A revision that is applied in the configured database \
                is not moved. If no database is configured, this is not checked.

                \(examples.text)

                If the executable has compiled revisions, build it again afterwards: `\(name)` changes only the files.
                """)
    }

    @Argument(
        help: "The revision: an id or its beginning, a label, head …", completion: .revisionName("head", "current"))
    var revision: String?
    @Option(
        help: ArgumentHelp(
            "The revision that it will come after: an id or its beginning, base …", valueName: "revision"),
        completion: .revisionName("head", "base"))
    var onto: String?
    @Option(
        help: ArgumentHelp(
            "Of the revisions that a merge comes after, the one to replace.", valueName: "revision"),
        completion: .revisionName())
    var from: String?
    @Flag(
        help: ArgumentHelp(
            "Do not ask the database; no database that matters may have the revision applied."))
    var withoutDatabase = false
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        let name = Invocation.current.name
        guard revision != nil else {
            throw ValidationError("Move which revision? `\(name) reparent 3f9a --onto 8d1f` lets 3f9a come after 8d1f.")
        }
        guard onto != nil else {
            throw ValidationError("Onto which revision? `\(name) reparent \(revision ?? "3f9a") --onto 8d1f` names it.")
        }
    }

    func run() async throws {
        let project = try Project(general, database)
        // The files as they are now, not as they were when this executable was built.
        let history = try project.historyOfFolder()
        let rows = try await withoutDatabase ? nil : AppliedRows.ask(project, history)
        let id = try history.graph.single(revision ?? "head", current: rows)
        let move = try history.graph.reparenting(id, onto: onto ?? "base", replacing: from)
        guard let entry = history[id] else { return }
        if let rows, try history.graph.applied(rows).contains(id) {
            throw ReparentCommandError.applied(id, followers: move.followers, rows: rows)
        }
        if !move.changesNothing {
            try DownRevisionEdit(
                path: entry.path, downRevisions: move.after, encoding: project.configuration.outputEncoding()
            ).write()
        }
        try show(move, entry, wasAsked: rows != nil, project)
    }

    private func show(
        _ move: Reparenting, _ entry: RevisionEntry, wasAsked: Bool, _ project: Project
    ) throws {
        if project.printsJSON {
            try project.invocation.output.document(
                ReparentingDocument(move, path: entry.path, databaseWasAsked: wasAsked))
            return
        }
        let output = project.progress
        guard !move.changesNothing else {
            output.line("Nothing to do: \(move.revision) comes after \(move.after.listed) already.")
            return
        }
        output.line("\(move.revision)  \(entry.title.onOneLine)")
        output.line("    comes after  \(move.before.listed) → \(move.after.listed)")
        output.line("    changed      \(entry.path)")
        if !move.followers.isEmpty { output.line("    with it      \(move.followers.listedBriefly)") }
        if !wasAsked {
            output.line("No database was asked whether it is applied\(withoutDatabase ? "." : ": none is configured.")")
        }
        if project.invocation.registry != nil {
            output.line("Build this executable again: it was built with the old history.")
        }
    }
}

/// The result of `reparent`, as JSON.
private struct ReparentingDocument: Encodable {
    let revision: String
    let before: [String]
    let after: [String]
    /// The revisions that moved with it.
    let followers: [String]
    let path: String
    let isChanged: Bool
    /// Whether a database was asked. If so, the revision is not applied in it.
    let databaseWasAsked: Bool

    init(_ move: Reparenting, path: String, databaseWasAsked: Bool) {
        revision = move.revision.rawValue
        before = move.before.map(\.rawValue)
        after = move.after.map(\.rawValue)
        followers = move.followers.map(\.rawValue)
        self.path = path
        isChanged = !move.changesNothing
        self.databaseWasAsked = databaseWasAsked
    }
}
