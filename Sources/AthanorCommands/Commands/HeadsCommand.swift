internal import ArgumentParser
internal import Athanor

/// `heads`: lists the revisions that no other revision comes after.
struct HeadsCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("heads", ""),
            ("heads --resolve-dependencies", "without those that another revision depends on"),
        ])
        return CommandConfiguration(
            commandName: "heads", abstract: "Show the revisions that no other revision comes after.",
            discussion: """
                Usually there is one head. Several heads mean that branches have not been merged; \
                `\(Invocation.current.name) merge heads` writes a revision that merges them.

                \(examples.text)
                """)
    }

    @Flag(help: "Leave out heads that another revision depends on.")
    var resolveDependencies = false
    @OptionGroup var detail: DetailFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func run() throws {
        let project = try Project(general)
        let history = try project.history()
        let output = project.invocation.output
        let heads = resolveDependencies ? history.graph.effectiveHeads : history.graph.heads
        let listing = RevisionListing(history: history, marks: RevisionMarks(history.graph))
        if project.printsJSON {
            try output.document(listing.documents(heads))
        } else if heads.isEmpty {
            output.line(project.invocation.namingTool(in: NoRevisions.text))
        } else {
            output.line(listing.text(heads, inFull: detail.showsAll(general), for: output))
        }
    }
}
