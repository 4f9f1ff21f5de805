internal import ArgumentParser
internal import Athanor

/// `downgrade`: reverts the revisions that come after a target.
struct DowngradeCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("downgrade -1", "the last one"),
            ("downgrade 3f9a", "what came after that revision"),
            ("downgrade base", "everything"),
            ("downgrade -1 --plan", "show what would run, and run nothing"),
            ("downgrade 3f9a:base --sql", "the SQL from one to another, as a script"),
        ])
        return CommandConfiguration(
            commandName: "downgrade", abstract: "Undo the revisions that came after a target.",
            discussion: """
                With --sql nothing is run: the script that is printed does the same when psql or sqlite3 runs it. \
                Before the colon stand the revisions that it starts from, divided by commas, or `current`. \
                Where the database is at several heads, -1 counts from the first by its id; branch@-1 says which.

                \(examples.text)
                """)
    }

    @Argument(
        help: "How far: an id or its beginning, base, -1, branch@base …; start:end with --sql or --plan.",
        completion: .revisionName("base", "-1"))
    var target: String?
    @OptionGroup var run: RunFlags
    @OptionGroup var offline: OfflineFlags
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "Lock") var lock: LockFlags
    @OptionGroup(title: "Timeouts") var timeouts: TimeoutFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard target == nil else { return }
        let name = Invocation.current.name
        throw ValidationError(
            "Downgrade to which revision? `\(name) downgrade -1` undoes the last one, "
                + "`\(name) downgrade base` all of them.")
    }

    func run() async throws {
        let command = MigrationCommand(
            project: try Project(announcesDatabase: true, general, database, lock, timeouts), direction: .downgrade,
            target: target ?? "",
            run: run,
            offline: offline)
        try await command.perform()
    }
}
