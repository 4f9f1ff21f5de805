internal import ArgumentParser
internal import Athanor

/// `history`: lists the revisions, newest first.
struct HistoryCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("history", ""),
            ("history -i", "with a mark where the database is"),
            ("history --graph", "with branches and merges drawn"),
            ("history -r 3f9a:head", "from one revision to another, both included"),
            ("history -r current:", "from where the database is to the heads"),
        ])
        return CommandConfiguration(
            commandName: "history", abstract: "List the revisions, newest first.",
            discussion: """
                Each line shows what a revision comes after, its id, its labels, its marks such as (head), and its \
                title. It reads the database only for -i, or for `current` in a range.

                \(examples.text)
                """)
    }

    @Option(
        name: [.customShort("r"), .customLong("rev-range")], parsing: .unconditional,
        help: ArgumentHelp("Only the revisions start:end; either end may be left out.", valueName: "range"),
        completion: .revisionName("head", "heads", "base", "current"))
    var range: String?
    @Flag(name: .shortAndLong, help: "Mark where the database is.")
    var indicateCurrent = false
    @Flag(help: "Draw branches and merges.")
    var graph = false
    @OptionGroup var detail: DetailFlags
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard graph, general.json else { return }
        throw ValidationError(
            "--graph and --json contradict each other: in the JSON, down_revisions holds what --graph draws.")
    }

    func run() async throws {
        let project = try Project(general, database)
        let history = try project.history()
        let output = project.invocation.output
        let rows = asksDatabase ? try await project.migrator(history).versionRows() : []
        let nodes = try history.graph.history(range, current: rows)
        project.warnOfUnknown(rows, in: history)
        let listing = RevisionListing(
            history: history, marks: RevisionMarks(history.graph, current: indicateCurrent ? rows : []))
        if project.printsJSON {
            try output.document(listing.documents(nodes.map(\.id), current: asksDatabase ? Set(rows) : nil))
            return
        }
        guard history.count > 0 else {
            output.line(project.invocation.namingTool(in: NoRevisions.text))
            return
        }
        let inFull = detail.showsAll(general)
        let text =
            if graph {
                DrawnHistory(listing: listing, isDetailed: inFull).text(nodes, for: output)
            } else if inFull {
                listing.facts(nodes.map(\.id), for: output)
            } else {
                table(nodes, listing, for: output)
            }
        if !text.isEmpty { output.line(text) }
    }

    private var asksDatabase: Bool { indicateCurrent || RevisionGraph.hasCurrentEnd(range) }

    private func table(_ nodes: [RevisionNode], _ listing: RevisionListing, for output: TextOutput) -> String {
        var table = Table(alignments: [.left, .left, .left, .left, .left])
        let marks = listing.marks
        for node in nodes {
            table.add([
                node.downRevisions.listed + " →", node.id.rawValue, marks.labels(node.id), marks.text(node.id),
                listing.history[node.id]?.title ?? "",
            ])
        }
        return table.lines(for: output).joined(separator: "\n")
    }
}
