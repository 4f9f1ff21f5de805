internal import ArgumentParser
internal import Athanor

/// `views graph`: prints which relations the views read.
struct ViewsGraphCommand: AsyncParsableCommand {
    /// The output format: text or a language of a drawing tool.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case ascii
        case mermaid
        case dot
    }

    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("views graph", "as a tree"),
            ("views graph daily_usage", "only what it reads and what reads it"),
            ("views graph --format mermaid", "for Markdown"),
            ("views graph --format dot | dot -Tsvg > views.svg", "with Graphviz"),
        ])
        return CommandConfiguration(
            commandName: "graph", abstract: "Print which tables and views the views read.",
            discussion: """
                The arrows and the tree lead from a relation to the views that read it, across schemas. It only reads.

                \(examples.text)
                """)
    }

    @Argument(
        help: "Views or tables: only what they read and what reads them (default: all).",
        completion: .viewName(.table, .view, .materializedView))
    var names: [String] = []
    @Option(help: ArgumentHelp("The format: ascii, mermaid or dot (default: ascii).", valueName: "format"))
    var format: Format?
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard format != nil, general.json else { return }
        throw ValidationError("--format and --json contradict each other: one draws the graph, the other describes it.")
    }

    func run() async throws {
        let project = try Project(announcesDatabase: true, general, database)
        let output = project.invocation.output
        let graph = try await project.inspector().graph(of: names)
        if project.printsJSON {
            try output.document(ViewGraphDocument(graph))
            return
        }
        switch format ?? .ascii {
        case .ascii:
            output.line(
                graph.relations.isEmpty
                    ? "There are no views." : ViewTree(graph).lines.joined(separator: "\n"))
        case .mermaid: output.line(ViewMermaidGraph(graph).text)
        case .dot: output.line(ViewDotGraph(graph).text)
        }
    }
}
