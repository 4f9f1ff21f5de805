internal import ArgumentParser
internal import Athanor

/// `graph`: prints the history in a language that drawing tools read.
struct GraphCommand: AsyncParsableCommand {
    /// The language of the drawing tool.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case mermaid
        case dot
    }

    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("graph", "for Markdown: GitHub and GitLab draw Mermaid"),
            ("graph --format dot | dot -Tsvg > history.svg", "with Graphviz"),
        ])
        return CommandConfiguration(
            commandName: "graph", abstract: "Print the history as a graph for drawing tools.",
            discussion: """
                Arrows lead from a revision to those that come after it; dashed arrows lead to those that depend on \
                it. Heads have a thick border. If a database is configured, applied revisions are green, and pending \
                ones are grey with a dashed border.

                \(examples.text)
                """)
    }

    @Option(help: ArgumentHelp("The format: mermaid or dot (default: mermaid).", valueName: "format"))
    var format: Format?
    @Option(
        name: [.customShort("r"), .customLong("rev-range")], parsing: .unconditional,
        help: ArgumentHelp("Only the revisions start:end; either end may be left out.", valueName: "range"),
        completion: .revisionName("head", "heads", "base", "current"))
    var range: String?
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard format != nil, general.json else { return }
        throw ValidationError("--format and --json contradict each other: one draws the graph, the other describes it.")
    }

    func run() async throws {
        let project = try Project(general, database)
        let history = try project.history()
        let rows = try await rows(project, history)
        let nodes = try history.graph.history(range, current: rows ?? []).reversed()
        project.warnOfUnknown(rows ?? [], in: history)
        let picture = GraphPicture(Array(nodes), of: history, rows: rows)
        let output = project.invocation.output
        if project.printsJSON {
            try output.document(GraphDocument(picture, in: history, current: rows.map { Set($0) }))
            return
        }
        switch format ?? .mermaid {
        case .mermaid: output.line(MermaidGraph(picture: picture).text)
        case .dot: output.line(DotGraph(picture: picture).text)
        }
    }

    /// The rows of the version table. The graph can be printed without them, so an unreachable database only costs the
    /// colours, unless the range needs the rows.
    private func rows(_ project: Project, _ history: RevisionSet) async throws -> [RevisionID]? {
        let isNeeded = RevisionGraph.hasCurrentEnd(range)
        guard try isNeeded || project.databaseIfAny() != nil else { return nil }
        do {
            return try await project.migrator(history).versionRows()
        } catch let error as DatabaseFailure where !isNeeded {
            project.warn("cannot show which revisions are applied: \(error.message)")
            return nil
        }
    }
}
