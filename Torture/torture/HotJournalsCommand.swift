import ArgumentParser
import TortureChecks

/// The command `hot-journals`: kills runs on SQLite while their journal must be rolled back.
struct HotJournalsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hot-journals",
        abstract: "Kill runs on SQLite in a large transaction, and run each command first after that.")

    @OptionGroup var options: RoundOptions

    func run() async throws {
        try await options.play(try await HotJournals(RoundOptions.tools), standard: 2 * HotJournals.rounds)
    }
}
