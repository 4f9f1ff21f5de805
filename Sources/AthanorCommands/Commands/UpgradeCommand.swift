internal import ArgumentParser
internal import Athanor

/// `upgrade`: applies the revisions that are missing for a target.
struct UpgradeCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("upgrade head", "apply everything"),
            ("upgrade 3f9a", "up to the revision whose id begins with 3f9a"),
            ("upgrade +1", "the next one"),
            ("upgrade heads", "apply everything, if there are several heads"),
            ("upgrade head --plan", "show what would run, and run nothing"),
            ("upgrade 3f9a:head --sql", "print the SQL from one to another, as a script"),
            ("upgrade head --erase-if-edited", "in development: drop all if needed"),
        ])
        return CommandConfiguration(
            commandName: "upgrade", abstract: "Apply the revisions that are missing for a target.",
            discussion: """
                Each revision runs in its own transaction, together with its row in the version table. If one fails, \
                the database stays at the last finished revision.

                With --sql, it runs nothing, and prints a script that does the same in psql or sqlite3. The script \
                starts from base, or from the revisions before a colon, separated by commas; `current:head` asks the \
                database where it is. The script stops at the first error, and if the database is not at the start.

                With --erase-if-edited, it first drops everything in the database if an applied revision was edited or \
                has no file any more. It refuses to run unless `mark-disposable` has marked the database, and if the \
                whole upgrade cannot be planned.

                \(examples.text)
                """)
    }

    @Argument(
        help: "The target: an id or its beginning, head, heads, branch@head, +1 …; start:end with --sql or --plan.",
        completion: .revisionName("head", "heads", "+1"))
    var target: String?
    @OptionGroup var run: RunFlags
    @Flag(help: "If an applied revision was edited, drop everything first. Only in a database that is disposable.")
    var eraseIfEdited = false
    @OptionGroup var offline: OfflineFlags
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "Lock") var lock: LockFlags
    @OptionGroup(title: "Timeouts") var timeouts: TimeoutFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard !eraseIfEdited || !(run.plan || offline.sql) else {
            throw ValidationError(
                "--erase-if-edited contradicts --plan and --sql, which change nothing in the database.")
        }
        guard target == nil else { return }
        throw ValidationError(
            "Upgrade to which revision? `\(Invocation.current.name) upgrade head` applies everything that is missing.")
    }

    func run() async throws {
        let command = MigrationCommand(
            project: try Project(announcesDatabase: true, general, database, lock, timeouts), direction: .upgrade,
            target: target ?? "head",
            run: run,
            offline: offline, erasesIfEdited: eraseIfEdited)
        try await command.perform()
    }
}
