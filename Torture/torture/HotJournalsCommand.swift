import ArgumentParser
import TortureChecks

/// The command `hot-journals`: kills runs on SQLite while their journal must be rolled back.
struct HotJournalsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hot-journals",
        abstract: "Kills runs on SQLite amid a large transaction, and has each command be the first after that.")

    @OptionGroup var options: RoundOptions

    func run() async throws {
        try await options.play(try await HotJournals(RoundOptions.tools), standard: 2 * HotJournals.rounds)
    }
}
