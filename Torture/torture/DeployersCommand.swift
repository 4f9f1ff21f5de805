import ArgumentParser
import TortureChecks

/// The command `deployers`: runs many processes at once.
struct DeployersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deployers", abstract: "Run many `athanor upgrade head` at once on a new database.")

    @Option(help: "postgresql, sqlite (rollback journal) or sqlite-wal.")
    var server = Server.postgresql

    @Option(help: "How many processes run at once.")
    var processes = 32

    @Flag(help: "End the session of the working process in mid-run (PostgreSQL only).")
    var terminate = false

    @OptionGroup var options: RoundOptions

    func run() async throws {
        let scenario = try await Deployers(
            RoundOptions.tools, on: server, processes: processes, terminating: terminate)
        try await options.play(scenario, standard: 20)
    }
}
