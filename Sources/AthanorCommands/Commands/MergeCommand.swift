internal import ArgumentParser
internal import Athanor

/// `merge`: writes a revision that comes after several others.
struct MergeCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("merge heads", "all heads"),
            ("merge 3f9a 8d1f -m \"merge billing and users\"", "these two"),
        ])
        return CommandConfiguration(
            commandName: "merge", abstract: "Write a revision that merges several heads into one.",
            discussion: """
                The new revision comes after all revisions that are named, and does nothing unless you fill it in. Its \
                path is printed. If the revisions of one branch are not applied anywhere yet, \
                `\(Invocation.current.name) reparent` puts both branches in one line without a merge.

                \(examples.text)
                """)
    }

    @Argument(
        help: ArgumentHelp("The revisions to merge: heads, or ids or their beginnings.", valueName: "revision"),
        completion: .revisionName("heads"))
    var revisions: [String] = []
    @Option(
        name: [.short, .long], parsing: .unconditional,
        help: "What the revision does, in a few words (default: \"merge\" and the ids).")
    var message: String?
    @Option(
        help: ArgumentHelp("The kind of file: sql or swift (default: that of the newest revision).", valueName: "kind"),
        completion: .list(RevisionTemplate.allCases.map(\.rawValue)), transform: RevisionTemplate.init(argument:))
    var kind: RevisionTemplate?
    @OptionGroup(title: "Place in the history") var place: RevisionPlaceFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard revisions.isEmpty else { return }
        throw ValidationError(
            "Merge which revisions? `\(Invocation.current.name) merge heads` merges all heads into one.")
    }

    func run() async throws {
        let writing = try RevisionWriting(try Project(general))
        let merged = try writing.history.graph.revisionsToMerge(revisions)
        var draft = RevisionDraft(
            message: message ?? Self.message(merging: merged), id: place.id, kind: try writing.kind(kind))
        draft.heads = merged.map(\.rawValue)
        draft.splice = place.splice
        draft.branchLabels = place.branchLabels
        try await writing.write(draft)
    }

    /// `merge a, b and c`.
    private static func message(merging ids: [RevisionID]) -> String {
        let names = ids.map(\.rawValue)
        return "merge \(names.dropLast().joined(separator: ", ")) and \(names.last ?? "")"
    }
}
