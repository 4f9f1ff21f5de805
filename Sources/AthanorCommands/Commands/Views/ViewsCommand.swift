internal import ArgumentParser
internal import Athanor

/// `views`: the views of the database; alone, it lists them.
struct ViewsCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("views", "list all"),
            ("views --materialized --exact", "count the rows of materialized ones"),
            ("views show daily_usage", "all that is known of one"),
            ("views graph", "what reads what"),
        ])
        return CommandConfiguration(
            commandName: "views", abstract: "Look at the views of the database, plain and materialized.",
            discussion: """
                `views` alone is `views list`, and takes its options. All of them only read.

                \(examples.text)
                """,
            subcommands: [ViewsListCommand.self, ViewsShowCommand.self, ViewsGraphCommand.self],
            defaultSubcommand: ViewsListCommand.self)
    }
}
