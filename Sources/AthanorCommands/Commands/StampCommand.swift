internal import ArgumentParser
internal import Athanor

/// `stamp`: records where a database is, without running revisions.
struct StampCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("stamp head", "it has everything"),
            ("stamp base", "it has nothing"),
            ("stamp 3f9a --purge", "whatever was noted before"),
        ])
        return CommandConfiguration(
            commandName: "stamp", abstract: "Note in the version table where the database is, and run nothing.",
            discussion: """
                For a database that was brought there in another way. A revision that it was noted to be at, and that \
                no file has any more, is replaced. What the revisions say of views that exist is noted: how fresh to \
                keep them, and whether their definitions are the revisions'. What cannot be known is listed.

                \(examples.text)
                """)
    }

    @Argument(
        help: ArgumentHelp("Ids or their beginnings, head, heads, base …", valueName: "target"),
        completion: .revisionName("head", "heads", "base"))
    var targets: [String] = []
    @Flag(
        help:
            "Remove all rows of the version table first, whatever they are, and forget the checksums of all revisions.")
    var purge = false
    @Option(help: ArgumentHelp("A name for the run (accepted for Alembic's sake: nothing sees it).", valueName: "name"))
    var tag: String?
    @OptionGroup var offline: OfflineFlags
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "Lock") var lock: LockFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard targets.isEmpty else { return }
        throw ValidationError(
            "Stamp with which revision? `\(Invocation.current.name) stamp head` notes that everything is applied.")
    }

    func run() async throws {
        try offline.check()
        let project = try Project(announcesDatabase: true, general, database, lock)
        let history = try project.history()
        if offline.sql {
            let migrator = try project.offlineMigrator(history, offline)
            let script = try await offline.writing(project) {
                try await migrator.script(stamping: targets, purge: purge)
            }
            project.invocation.output.script(script)
            return
        }
        let display = RunDisplay(project, history)
        defer { display.end() }
        let rows = try await project.migrator(history) { display.show($0) }.stamp(targets, purge: purge)
        display.end()
        if project.printsJSON {
            try project.invocation.output.event(
                RunEvent.done("stamp", revisions: [], rows: rows, in: project.announcedDatabase))
        }
        let marks = RevisionMarks(history.graph)
        let place = rows.isEmpty ? "base" : rows.map { marks.named($0) }.joined(separator: ", ")
        project.progress.line("The database is now noted to be at \(place).")
    }
}
