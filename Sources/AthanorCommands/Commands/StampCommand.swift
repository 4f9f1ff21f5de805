internal import ArgumentParser
internal import Athanor

/// `stamp`: records where a database is, without running revisions.
struct StampCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("stamp head", "everything is applied"),
            ("stamp base", "nothing is applied"),
            ("stamp 3f9a --purge", "regardless of what was recorded before"),
        ])
        return CommandConfiguration(
            commandName: "stamp", abstract: "Record where the database is, and run nothing.",
            discussion: """
                Use it for a database whose schema was made in another way, by another tool for example. A recorded \
                revision that has no file any more is replaced. It also records what the revisions say about existing \
                views: their freshness targets, and whether their definitions are those of the revisions. It lists \
                the work of revisions whose effect on views is unknown. For revisions that were applied before, only \
                --purge records this again.

                \(examples.text)
                """)
    }

    @Argument(
        help: ArgumentHelp("Ids (random ones may be shortened), head, heads, base …", valueName: "target"),
        completion: .revisionName("head", "heads", "base"))
    var targets: [String] = []
    @Flag(
        help:
            "First remove all rows of the version table, whatever they are, and the checksums of all revisions.")
    var purge = false
    @Option(
        help: ArgumentHelp(
            "A name for the run (accepted for compatibility with Alembic; has no effect).", valueName: "name"))
    var tag: String?
    @OptionGroup var offline: OfflineFlags
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "Lock") var lock: LockFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard targets.isEmpty else { return }
        throw ValidationError(
            "Stamp with which revision? `\(Invocation.current.name) stamp head` records that everything is applied.")
    }

    func run() async throws {
        try offline.check()
        let project = try Project(announcesDatabase: true, general, database, lock)
        let history = try project.history()
        if offline.sql {
            let migrator = try project.offlineMigrator(history, offline)
            let script = try await offline.writing(project) {
                guard let only = targets.first, targets.count == 1 else {
                    return try await migrator.script(stamping: targets.map(MigrationTarget.named), purge: purge)
                }
                return try await migrator.script(stamping: OfflineRange.named(only), purge: purge)
            }
            project.invocation.output.script(script)
            return
        }
        let display = RunDisplay(project, history)
        defer { display.end() }
        let rows = try await project.migrator(history) { display.show($0) }
            .stamp(targets.map(MigrationTarget.named), purge: purge)
        display.end()
        if project.printsJSON {
            try project.invocation.output.event(
                RunEvent.done("stamp", revisions: [], rows: rows, in: project.announcedDatabase))
        }
        let marks = RevisionMarks(history.graph)
        let place = rows.isEmpty ? "base" : rows.map { marks.named($0) }.joined(separator: ", ")
        project.progress.line("Recorded: the database is at \(place).")
    }
}
