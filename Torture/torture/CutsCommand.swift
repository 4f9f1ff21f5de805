import ArgumentParser
import TortureChecks

/// The command `cuts`: cuts connections.
struct CutsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cuts", abstract: "Cut the connection at each protocol message of a run, and run again.")

    @OptionGroup var options: RoundOptions

    func run() async throws {
        let scenario = try await Cuts(RoundOptions.tools)
        // The time does not matter here, so two rounds can run at once.
        try await options.play(scenario, standard: scenario.count, jobs: 2)
    }
}
