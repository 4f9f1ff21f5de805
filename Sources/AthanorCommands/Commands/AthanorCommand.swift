internal import ArgumentParser
internal import Athanor

/// The root command: the executable itself.
struct AthanorCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let name = Invocation.current.name
        let examples = CommandExamples([
            ("init", "write athanor.yaml and a folder"),
            ("revision -m \"create users\"", "write a revision to fill in"),
            ("upgrade head", "apply all missing revisions"),
            ("current", "show where the database is"),
            ("downgrade -1", "revert the last revision"),
            ("refresh daily_usage", "refresh a materialized view"),
        ])
        return CommandConfiguration(
            commandName: name,
            abstract: "Migrate a database schema, and keep its materialized views fresh.",
            discussion: """
                A history is a folder of revisions; each says which revision it comes after. The database records \
                which revisions are applied. `\(name) upgrade head` applies the missing ones.

                \(examples.text)

                The database is named by `database:` in athanor.yaml, by DATABASE_URL or ATHANOR_DATABASE in the \
                environment, or by --database; each wins over those before it. A file named with --config wins over \
                the environment. Every key of athanor.yaml can also come from the environment, as ATHANOR_ and its \
                name in capitals.

                Name revisions by id or the beginning of one, by head, heads, base or branch@head, and by steps: \
                +1, -1, branch@-1.

                Exit codes: 0 success, also if there was nothing to do; 1 failure, with the database at the last \
                finished revision; 64 wrong usage; 130 and 143 interrupted by SIGINT and SIGTERM, with the running \
                revision rolled back.
                """,
            version: AthanorVersion.current,
            groupedSubcommands: [
                CommandGroup(
                    name: "Writing revisions",
                    subcommands: [
                        InitCommand.self, RevisionCommand.self, MergeCommand.self, ReparentCommand.self,
                        EditCommand.self,
                        ListTemplatesCommand.self,
                    ]),
                CommandGroup(
                    name: "Migrating a database",
                    subcommands: [
                        UpgradeCommand.self, DowngradeCommand.self, StampCommand.self, RepairCommand.self,
                        ResealCommand.self,
                        EnsureVersionCommand.self, MarkDisposableCommand.self,
                    ]),
                CommandGroup(
                    name: "Inspecting",
                    subcommands: [
                        CurrentCommand.self, HeadsCommand.self, BranchesCommand.self, HistoryCommand.self,
                        GraphCommand.self, ShowCommand.self, LogCommand.self, CheckCommand.self,
                    ]),
                CommandGroup(
                    name: "Materialized views",
                    subcommands: [RefreshCommand.self, ServeCommand.self, ViewsCommand.self]),
                CommandGroup(name: "In the shell", subcommands: [CompletionCommand.self]),
            ])
    }

    /// Throws for an unknown command or subcommand, and names the nearest ones. After `help`, checks what follows it.
    static func checkSubcommand(in arguments: [String]) throws {
        let isHelp = arguments.first == "help"
        let words = (isHelp ? arguments.dropFirst() : arguments[...]).prefix { !$0.hasPrefix("-") }
        guard let name = words.first, name != "help" else { return }
        let chosen = try command(name, of: configuration.subcommands, "command")
        guard let second = words.dropFirst().first, !chosen.configuration.subcommands.isEmpty else { return }
        _ = try command(second, of: chosen.configuration.subcommands, "command of `\(name)`")
    }

    /// The names that other migration tools use, each with this tool's command.
    private static let elsewhere = [
        "up": "upgrade", "migrate": "upgrade", "apply": "upgrade", "deploy": "upgrade", "update": "upgrade",
        "down": "downgrade", "rollback": "downgrade", "revert": "downgrade", "undo": "downgrade",
        "new": "revision", "create": "revision", "generate": "revision", "make": "revision", "add": "revision",
        "status": "current", "info": "current", "version": "current", "baseline": "stamp", "mark": "stamp",
        "validate": "check", "verify": "check", "lint": "check", "list": "history", "rebase": "reparent",
    ]

    private static func command(
        _ name: String, of commands: [any ParsableCommand.Type], _ what: String
    ) throws -> any ParsableCommand.Type {
        if let command = commands.first(where: { $0.configuration.commandName == name }) { return command }
        let names = commands.compactMap { $0.configuration.commandName }
        if let meant = elsewhere[name], names.contains(meant) {
            throw ValidationError("There is no \(what) \"\(name)\". Did you mean \"\(meant)\"?")
        }
        throw ValidationError("There is no \(what) \"\(name)\". \(NearestNames.suggestion(for: name, among: names))")
    }
}
