internal import ArgumentParser
internal import Athanor

/// `revision`: writes a new, empty revision.
struct RevisionCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("revision -m \"create users\"", ""),
            ("revision -m \"create materialized view for daily_usage\" --kind swift", ""),
        ])
        return CommandConfiguration(
            commandName: "revision", abstract: "Write a new revision, to be filled in.",
            discussion: """
                It comes after the present head, and is written into the folder of revisions. Its path is printed.

                \(examples.text)
                """)
    }

    @Option(name: [.short, .long], parsing: .unconditional, help: "What the revision does, in a few words.")
    var message: String?
    @Option(
        help: ArgumentHelp("The kind of file: sql or swift (default: as the newest revision).", valueName: "kind"),
        completion: .list(RevisionTemplate.allCases.map(\.rawValue)), transform: RevisionTemplate.init(argument:))
    var kind: RevisionTemplate?
    @Option(
        name: .customLong("rev-id"),
        help: ArgumentHelp("The revision's id (default: twelve random hexadecimal digits).", valueName: "id"))
    var revID: String?
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard message?.allSatisfy(\.isWhitespace) ?? true else { return }
        throw ValidationError(
            "What does the revision do? Say so with -m: `\(Invocation.current.name) revision -m \"create users\"`.")
    }

    func run() throws {
        let project = try Project(general)
        // The files as they are now, not as they were when this executable was built.
        let history = try project.historyOfFolder()
        let draft = RevisionDraft(
            message: message ?? "", id: revID.map { RevisionID($0) } ?? .random(),
            kind: try kind ?? project.configuration.kind() ?? defaultKind(project, history))
        let path = try draft.write(into: project.folder, after: history)
        project.invocation.output.line(path)
    }

    /// What the project's newest revision is, or, in a history without any, what the executable is made for.
    private func defaultKind(_ project: Project, _ history: RevisionSet) -> RevisionTemplate {
        guard let newest = history.graph.heads.last.flatMap({ history[$0] }) else {
            return project.invocation.registry == nil ? .sql : .swift
        }
        switch newest.source {
        case .sql: return .sql
        case .swift, .uncompiledSwift: return .swift
        }
    }
}
