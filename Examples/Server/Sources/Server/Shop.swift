import ArgumentParser
import Athanor
import AthanorPostgreSQL
import AthanorSQLite

/// A shop's server, and the tool that migrates its database, in one executable.
@main
struct Shop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shop",
        abstract: "A server that keeps a materialized view fresh.",
        discussion: "DATABASE_URL says which database: postgresql://… or sqlite:…",
        subcommands: [Serve.self, Migrate.Command.self])
}
