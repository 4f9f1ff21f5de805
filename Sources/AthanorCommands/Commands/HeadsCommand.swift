internal import ArgumentParser
internal import Athanor

/// `heads`: the revisions that nothing comes after.
struct HeadsCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "heads", abstract: "Show the revisions that nothing comes after.",
            discussion: "One head is the usual state; several mean that branches have not been merged.")
    }

    @OptionGroup(title: "General") var general: GeneralFlags

    func run() throws {
        let project = try Project(general)
        let history = try project.history()
        let output = project.invocation.output
        let heads = history.graph.heads
        guard !heads.isEmpty else {
            output.line(project.invocation.namingTool(in: NoRevisions.text))
            return
        }
        let marks = RevisionMarks(history.graph)
        var table = Table(alignments: [.left, .left, .left, .left])
        for id in heads { table.add([id.rawValue, marks.text(id), marks.labels(id), history[id]?.title ?? ""]) }
        for line in table.lines(for: output) { output.line(line) }
    }
}
