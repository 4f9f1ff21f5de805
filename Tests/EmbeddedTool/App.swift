import ArgumentParser
import Athanor
import AthanorCommands
import AthanorPostgreSQL
import AthanorSQLite

enum Migrate: MigrationTool {
    static let databases: [any DatabaseSystem] = [PostgreSQL(), SQLite()]
    static let revisions = discoveredRevisions
}

@main
struct App: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "app", abstract: "The server, and its migrations.",
        subcommands: [Serve.self, Migrate.Command.self])
}
