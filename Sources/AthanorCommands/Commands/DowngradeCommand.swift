internal import ArgumentParser
internal import Athanor

/// `downgrade`: reverts the revisions that come after a target.
struct DowngradeCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("downgrade -1", "revert the last revision"),
            ("downgrade 3f9a", "revert the revisions after that one"),
            ("downgrade base", "revert everything"),
            ("downgrade -1 --plan", "show what would run, and run nothing"),
            ("downgrade 3f9a:base --sql", "print the SQL from one to another, as a script"),
        ])
        return CommandConfiguration(
            commandName: "downgrade", abstract: "Revert the revisions that come after a target.",
            discussion: """
                With --sql, it runs nothing, and prints a script that does the same in psql or sqlite3. Before the \
                colon, name the revisions that the script starts from, separated by commas, or `current`. If the \
                database is at several heads, -1 counts from the first by its id; branch@-1 names another one.

                \(examples.text)
                """)
    }

    @Argument(
        help: "The target: an id or its beginning, base, -1, branch@base …; start:end with --sql or --plan.",
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
            "Downgrade to which revision? `\(name) downgrade -1` reverts the last one, "
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
