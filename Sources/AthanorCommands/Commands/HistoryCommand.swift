internal import ArgumentParser
internal import Athanor

/// `history`: the revisions, newest first.
struct HistoryCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("history", ""),
            ("history -r 3f9a:head", "from one revision to another, both included"),
            ("history -r current:", "what is to come"),
        ])
        return CommandConfiguration(
            commandName: "history", abstract: "List the revisions, newest first.",
            discussion: """
                Each line says what a revision comes after, its id, its labels, whether it is a head and whether the \
                database is there, and what it does.

                \(examples.text)
                """)
    }

    @Option(
        name: [.customShort("r"), .customLong("rev-range")], parsing: .unconditional,
        help: ArgumentHelp("Only these: start:end, either of which may be left out.", valueName: "range"),
        completion: .revisionName("head", "heads", "base", "current"))
    var range: String?
    @Flag(name: .customShort("v"), help: "Show file, date and the whole message of each (so does --verbose).")
    var isDetailed = false
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func run() async throws {
        let project = try Project(general, database)
        let history = try project.history()
        let output = project.invocation.output
        let rows = try await rows(project, history)
        let nodes = try history.graph.history(range, current: rows)
        warnOfUnknown(rows.filter { history[$0] == nil }, project.invocation)
        guard history.count > 0 else {
            output.line(project.invocation.namingTool(in: NoRevisions.text))
            return
        }
        let marks = RevisionMarks(history.graph, current: rows)
        if isDetailed || general.verbose {
            let texts = nodes.compactMap { node in
                history[node.id].map { RevisionFacts($0, marks: marks).lines(for: output).joined(separator: "\n") }
            }
            if !texts.isEmpty { output.line(texts.joined(separator: "\n\n")) }
            return
        }
        var table = Table(alignments: [.left, .left, .left, .left, .left])
        for node in nodes {
            table.add([
                node.downRevisions.listed + " →", node.id.rawValue, marks.labels(node.id), marks.text(node.id),
                history[node.id]?.title ?? "",
            ])
        }
        let lines = table.lines(for: output)
        if !lines.isEmpty { output.line(lines.joined(separator: "\n")) }
    }

    /// Says which rows of the version table the list cannot show: the history itself is whole without them.
    private func warnOfUnknown(_ rows: [RevisionID], _ invocation: Invocation) {
        guard !rows.isEmpty else { return }
        let error = RevisionGraphError.databaseRevisionUnknown(rows)
        warn("\(error.description)\n\(error.advice)", invocation)
    }

    private func warn(_ text: String, _ invocation: Invocation) {
        let output = invocation.errorOutput
        output.line(invocation.namingTool(in: output.paint("warning:", .yellow) + " " + text))
    }

    /// Where the database is. A history can be read without one, so that a missing or silent database only costs the
    /// marks, unless the range asks for it.
    private func rows(_ project: Project, _ history: RevisionSet) async throws -> [RevisionID] {
        let isNeeded = range?.contains("current") ?? false
        guard try isNeeded || project.databaseIfAny() != nil else { return [] }
        let migrator = try project.migrator(history)
        do {
            return try await migrator.versionRows()
        } catch let error as DatabaseError where !isNeeded {
            warn("where the database is cannot be shown: \(error.message)", project.invocation)
            return []
        }
    }
}
