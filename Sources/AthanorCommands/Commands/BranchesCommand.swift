internal import ArgumentParser
internal import Athanor

/// `branches`: where the history divides.
struct BranchesCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "branches", abstract: "Show the branch points of the history.",
            discussion: "A branch point is a revision that several others come after. They are listed below it.")
    }

    @OptionGroup var detail: DetailFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func run() throws {
        let project = try Project(general)
        let history = try project.history()
        let graph = history.graph
        let output = project.invocation.output
        let points = graph.nodes.map(\.id).filter(graph.isBranchPoint)
        let marks = RevisionMarks(graph)
        let listing = RevisionListing(history: history, marks: marks)
        if project.printsJSON {
            try output.document(
                listing.documents(points).map { point in
                    BranchDocument(
                        branchPoint: point, branches: listing.documents(graph.children(of: RevisionID(point.revision))))
                })
            return
        }
        guard !points.isEmpty else {
            output.line("There are no branches: the history is a line.")
            return
        }
        let inFull = detail.showsAll(general)
        let texts = points.map { point in
            var table = Table(alignments: [.left, .left, .left, .left])
            for child in graph.children(of: point) {
                table.add(["→ \(child)", marks.text(child), marks.labels(child), history[child]?.title ?? ""])
            }
            let branches = table.lines(for: output).map { "    \($0)" }
            let head = listing.text([point], inFull: inFull, for: output) + (inFull ? "\n" : "")
            return ([head] + branches).joined(separator: "\n")
        }
        output.line(texts.joined(separator: inFull ? "\n\n" : "\n"))
    }
}

/// A branch point and the revisions directly after it, as JSON.
struct BranchDocument: Encodable {
    let branchPoint: RevisionDocument
    let branches: [RevisionDocument]
}
