internal import ArgumentParser
internal import Athanor

/// `mark-disposable`: marks a development database, so that Athanor may erase it.
struct MarkDisposableCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("mark-disposable", "allow `upgrade head --erase-if-edited`"),
            ("mark-disposable --remove", "forbid it again"),
        ])
        return CommandConfiguration(
            commandName: "mark-disposable", abstract: "Mark a database as disposable: everything in it may be dropped.",
            discussion: """
                For development. If an applied revision was edited, `upgrade --erase-if-edited` drops everything in a \
                marked database, including objects that no revision created.

                The mark is a table in the database. It identifies the database, so a copy, a restored dump and a \
                copied SQLite file are not marked. On PostgreSQL, schemas and extensions that existed before the first \
                revision are kept, unless a revision creates them.

                Some copies look like the original: a disk snapshot of a PostgreSQL server, a base backup of it that \
                was never a standby, and an SQLite file that was written over the marked one. Remove the mark from \
                them before they hold anything of value.

                \(examples.text)
                """)
    }

    @Flag(help: "Remove the mark.")
    var remove = false
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "Lock") var lock: LockFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func run() async throws {
        let project = try Project(announcesDatabase: true, general, database, lock)
        // The command needs no revisions, and must work even if one of them is invalid.
        let history = try RevisionSet([])
        let display = RunDisplay(project, history)
        defer { display.end() }
        let migrator = try project.migrator(history) { display.show($0) }
        if remove { try await migrator.unmarkAsDisposable() } else { try await migrator.markAsDisposable() }
        display.end()
        if project.printsJSON {
            try project.invocation.output.event(
                RunEvent.done(
                    "mark-disposable", revisions: [], rows: try await migrator.versionRows(),
                    in: project.announcedDatabase))
        }
        project.progress.line(
            remove
                ? "The database is not marked as disposable."
                : "Marked as disposable: `\(Invocation.current.name) upgrade head --erase-if-edited` may now drop "
                    + "everything in it.")
    }
}
