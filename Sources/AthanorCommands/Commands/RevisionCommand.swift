internal import ArgumentParser
internal import Athanor

/// `revision`: writes a new revision, empty or one that replaces a view.
struct RevisionCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("revision -m \"create users\"", ""),
            ("revision -m \"create materialized view for daily_usage\" --kind swift", ""),
            ("revision -m \"begin billing\" --head base --branch-label billing", "a second history"),
            ("revision -m \"create invoices\" --head billing@head", "on a branch"),
            ("revision -m \"fix users\" --head 3f9a --splice", "start a branch at 3f9a"),
            ("revision --replace-view daily_usage", "with its definition in a file to edit"),
        ])
        return CommandConfiguration(
            commandName: "revision", abstract: "Write a new revision to fill in.",
            discussion: """
                The revision comes after the present head, and is written into the folder of revisions. Its path is \
                printed.

                With --replace-view, it reads the definition of a view, materialized or plain, from the database, and \
                writes it into a new file, `views/NAME_v02.sql`. The revision replaces the view by the definition that \
                the file holds when it runs. Its downgrade restores the previous definition, which is in a file too. \
                The folder `views` is next to the folder of revisions.

                \(examples.text)
                """)
    }

    @Option(name: [.short, .long], parsing: .unconditional, help: "What the revision does, in a few words.")
    var message: String?
    @Option(
        help: ArgumentHelp("The kind of file: sql or swift (default: that of the newest revision).", valueName: "kind"),
        completion: .list(RevisionTemplate.allCases.map(\.rawValue)), transform: RevisionTemplate.init(argument:))
    var kind: RevisionTemplate?
    @Option(
        help: ArgumentHelp(
            "Replace this view: write its definition into a new file to edit.", valueName: "view"))
    var replaceView: String?
    @OptionGroup(title: "Place in the history") var place: RevisionPlaceFlags
    @Option(
        help: ArgumentHelp(
            "The revision that it comes after: an id or its beginning, branch@head, base, or heads for all.",
            valueName: "revision"),
        completion: .revisionName("head", "heads", "base"))
    var head: String = "head"
    @Option(
        help: ArgumentHelp(
            "A revision, by id or branch label, that must also be applied before it (repeatable).",
            valueName: "revision"),
        completion: .revisionName())
    var dependsOn: [String] = []
    @Option(
        help: ArgumentHelp("The version location to write it into (default: the first).", valueName: "folder"),
        completion: .directory)
    var versionPath: String?
    @Flag(help: "Accepted for compatibility with Alembic; has no effect.")
    var sql = false
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard replaceView == nil || message != nil else { return }
        guard message?.allSatisfy(\.isWhitespace) ?? true else { return }
        throw ValidationError(
            "What does the revision do? Say so with -m: `\(Invocation.current.name) revision -m \"create users\"`.")
    }

    func run() async throws {
        let writing = try RevisionWriting(try Project(general, database))
        var draft = RevisionDraft(
            message: message ?? replaceView.map { "replace view \($0)" } ?? "", id: place.id,
            kind: try writing.kind(kind))
        if let replaceView {
            draft.replacement = try await writing.replacement(of: replaceView, head: head, versionPath: versionPath)
        }
        draft.heads = [head]
        draft.splice = place.splice
        draft.branchLabels = place.branchLabels
        draft.dependsOn = dependsOn
        try await writing.write(draft, versionPath: versionPath)
    }
}

/// Options for the place of a new revision in the history, its id and its labels.
struct RevisionPlaceFlags: ParsableArguments {
    @Flag(help: "Start a branch: other revisions may come after the same one already.")
    var splice = false
    @Option(
        help: ArgumentHelp("A name for the branch that starts with it (repeatable).", valueName: "label"))
    var branchLabel: [String] = []
    @Option(
        name: .customLong("rev-id"),
        help: ArgumentHelp("The revision's id (default: twelve random hexadecimal digits).", valueName: "id"))
    var revID: String?

    /// The given id, or a new random one.
    var id: RevisionID { revID.map { RevisionID($0) } ?? .random() }

    var branchLabels: [BranchLabel] { branchLabel.map { BranchLabel($0) } }
}
