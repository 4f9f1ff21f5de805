internal import ArgumentParser
internal import Athanor

/// `downgrade`: undoes what came after a target.
struct DowngradeCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("downgrade -1", "the last one"),
            ("downgrade 3f9a", "what came after the revision whose id begins so"),
            ("downgrade base", "everything"),
        ])
        return CommandConfiguration(
            commandName: "downgrade", abstract: "Undo the revisions that came after a target.",
            discussion: """
                \(examples.text)
                """)
    }

    @Argument(
        help: "How far: an id or its beginning, base, -1, branch@base …", completion: .revisionName("base", "-1"))
    var target: String?
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "Lock") var lock: LockFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard target == nil else { return }
        let name = Invocation.current.name
        throw ValidationError(
            "Downgrade to which revision? `\(name) downgrade -1` undoes the last one, "
                + "`\(name) downgrade base` all of them.")
    }

    func run() async throws {
        let project = try Project(general, database, lock)
        try await MigrationCommand(project: project).run { try await $0.downgrade(to: target ?? "") }
    }
}
