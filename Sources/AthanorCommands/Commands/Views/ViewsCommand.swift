internal import ArgumentParser
internal import Athanor

/// `views`: the views of the database; alone, it lists them.
struct ViewsCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("views", "list all views"),
            ("views --materialized --exact", "count the rows of materialized views"),
            ("views show daily_usage", "show the details of one view"),
            ("views graph", "show what the views read"),
        ])
        return CommandConfiguration(
            commandName: "views", abstract: "Inspect the views of the database, plain and materialized.",
            discussion: """
                `views` alone is the same as `views list`, and takes its options. All of these commands only read.

                \(examples.text)
                """,
            subcommands: [ViewsListCommand.self, ViewsShowCommand.self, ViewsGraphCommand.self],
            defaultSubcommand: ViewsListCommand.self)
    }
}
