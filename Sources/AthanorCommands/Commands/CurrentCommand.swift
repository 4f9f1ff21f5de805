internal import ArgumentParser
internal import Athanor

/// `current`: where the database is.
struct CurrentCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "current", abstract: "Show which revisions the database is at.",
            discussion: """
                A line for each row of the version table, marked (head) where nothing comes after it. Reads only.
                """)
    }

    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func run() async throws {
        let project = try Project(general, database)
        let history = try project.history()
        let state = try await project.migrator(history).current()
        let output = project.invocation.output
        guard !state.rows.isEmpty else {
            output.line("The database is at base: no revision is applied.")
            return
        }
        let marks = RevisionMarks(history.graph)
        var table = Table(alignments: [.left, .left, .left])
        for id in state.rows { table.add([id.rawValue, marks.text(id), history[id]?.title ?? ""]) }
        for line in table.lines(for: output) { output.line(line) }
    }
}
