internal import ArgumentParser
internal import Athanor

/// `revision`: writes a new revision, empty or one that replaces a view.
struct RevisionCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("revision -m \"create users\"", ""),
            ("revision -m \"create materialized view for daily_usage\" --kind swift", ""),
            ("revision -m \"begin billing\" --head base --branch-label billing", "a history beside the first"),
            ("revision -m \"create invoices\" --head billing@head", "on a branch"),
            ("revision -m \"fix users\" --head 3f9a --splice", "a branch begins at 3f9a"),
            ("revision --replace-view daily_usage", "with its definition in a file, to be edited"),
        ])
        return CommandConfiguration(
            commandName: "revision", abstract: "Write a new revision, to be filled in.",
            discussion: """
                It comes after the present head, and is written into the folder of revisions. Its path is printed.

                With --replace-view it asks the database for the definition of a view, materialized or plain, and writes \
                that into a new file, `views/NAME_v02.sql`; the revision replaces the view by what the file holds when it \
                runs, and its downgrade puts the definition before back, which stands in a file too. The folder `views` \
                lies beside the folder of revisions.

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
        help: ArgumentHelp(
            "Replace this view: write its definition into a new file, to be edited.", valueName: "view"))
    var replaceView: String?
    @OptionGroup(title: "Place in the history") var place: RevisionPlaceFlags
    @Option(
        help: ArgumentHelp(
            "What it comes after: an id or its beginning, branch@head, base, or heads for all.",
            valueName: "revision"),
        completion: .revisionName("head", "heads", "base"))
    var head: String = "head"
    @Option(
        help: ArgumentHelp(
            "A revision, id or branch label, that must be applied before it without being what it comes after "
                + "(repeatable).", valueName: "revision"),
        completion: .revisionName())
    var dependsOn: [String] = []
    @Option(
        help: ArgumentHelp("The version location to write it into (default: the first).", valueName: "folder"),
        completion: .directory)
    var versionPath: String?
    @Flag(help: "Taken for the sake of Alembic's users: without --replace-view, no database is asked anyway.")
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
    @Flag(help: "Begin a branch: others may come after the same revision already.")
    var splice = false
    @Option(
        help: ArgumentHelp("A name for the branch that begins with it (repeatable).", valueName: "label"))
    var branchLabel: [String] = []
    @Option(
        name: .customLong("rev-id"),
        help: ArgumentHelp("The revision's id (default: twelve random hexadecimal digits).", valueName: "id"))
    var revID: String?

    /// The given id, or a new random one.
    var id: RevisionID { revID.map { RevisionID($0) } ?? .random() }

    var branchLabels: [BranchLabel] { branchLabel.map { BranchLabel($0) } }
}
