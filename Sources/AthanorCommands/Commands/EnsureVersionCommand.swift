internal import ArgumentParser
internal import Athanor

/// `ensure-version`: creates the version table.
struct EnsureVersionCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "ensure-version", abstract: "Create the version table if it does not exist.",
            discussion: """
                Also creates Athanor's other metadata tables. The first command that writes does the same; use this \
                one to grant rights on the tables before that.
                """)
    }

    @OptionGroup var offline: OfflineFlags
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "Lock") var lock: LockFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func run() async throws {
        try offline.check()
        let project = try Project(announcesDatabase: true, general, database, lock)
        // The command needs no revisions, and must work even if one of them is invalid.
        let history = try RevisionSet([])
        if offline.sql {
            let migrator = try project.offlineMigrator(history, offline)
            project.invocation.output.script(try migrator.scriptEnsuringVersionTable())
            return
        }
        let display = RunDisplay(project, history)
        defer { display.end() }
        let migrator = try project.migrator(history) { display.show($0) }
        try await migrator.ensureVersionTable()
        display.end()
        if project.printsJSON {
            try project.invocation.output.event(
                RunEvent.done(
                    "ensure-version", revisions: [], rows: try await migrator.versionRows(),
                    in: project.announcedDatabase))
        }
        project.progress.line("The version table \(project.configuration.versionTable.name) exists.")
    }
}
