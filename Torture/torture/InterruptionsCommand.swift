import ArgumentParser
import TortureChecks

/// The command `interruptions`: kills runs, or ends their sessions.
struct InterruptionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interruptions", abstract: "Interrupt runs at random moments, and run again.")

    @Option(help: "postgresql, sqlite (rollback journal) or sqlite-wal.")
    var server = Server.postgresql

    @Option(help: "kill the process, or terminate its session (PostgreSQL only).")
    var way = Interruptions.Way.kill

    @OptionGroup var options: RoundOptions

    func run() async throws {
        try await options.play(try await Interruptions(RoundOptions.tools, on: server, by: way), standard: 300)
    }
}
