internal import ArgumentParser
internal import Athanor

/// `stamp`: says where a database is, and runs nothing.
struct StampCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("stamp head", "it has everything"),
            ("stamp base", "it has nothing"),
        ])
        return CommandConfiguration(
            commandName: "stamp", abstract: "Note in the version table where the database is, and run nothing.",
            discussion: """
                For a database that was brought there in another way. A revision that it was noted to be at, and that \
                no file has any more, is replaced.

                \(examples.text)
                """)
    }

    @Argument(
        help: ArgumentHelp("Ids or their beginnings, head, heads, base …", valueName: "target"),
        completion: .revisionName("head", "heads", "base"))
    var targets: [String] = []
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "Lock") var lock: LockFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard targets.isEmpty else { return }
        throw ValidationError(
            "Stamp with which revision? `\(Invocation.current.name) stamp head` notes that everything is applied.")
    }

    func run() async throws {
        let project = try Project(general, database, lock)
        let history = try project.history()
        let display = MigrationDisplay(
            history, output: project.progress, errorOutput: project.invocation.errorOutput)
        defer { display.end() }
        let rows = try await project.migrator(history) { display.show($0) }.stamp(targets)
        display.end()
        let marks = RevisionMarks(history.graph)
        let place = rows.isEmpty ? "base" : rows.map { marks.named($0) }.joined(separator: ", ")
        project.progress.line("The database is now noted to be at \(place).")
    }
}
