internal import ArgumentParser
internal import Athanor

/// `upgrade`: applies what is missing.
struct UpgradeCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("upgrade head", "everything"),
            ("upgrade 3f9a", "up to the revision whose id begins so"),
            ("upgrade +1", "the next one"),
            ("upgrade heads", "everything, when there are several heads"),
        ])
        return CommandConfiguration(
            commandName: "upgrade", abstract: "Apply the revisions that are missing for a target.",
            discussion: """
                Each revision runs in a transaction of its own, together with its row in the version table. When one \
                fails, the database stays at the last that was finished.

                \(examples.text)
                """)
    }

    @Argument(
        help: "How far: an id or its beginning, head, heads, branch@head, +1 …",
        completion: .revisionName("head", "heads", "+1"))
    var target: String?
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "Lock") var lock: LockFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard target == nil else { return }
        throw ValidationError(
            "Upgrade to which revision? `\(Invocation.current.name) upgrade head` applies everything that is missing.")
    }

    func run() async throws {
        let project = try Project(general, database, lock)
        try await MigrationCommand(project: project).run { try await $0.upgrade(to: target ?? "head") }
    }
}
