import ArgumentParser
import TortureChecks

/// The command `pauses`: stops processes, and continues them.
struct PausesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pauses",
        abstract: "Stop a process, end its session, let another one finish, and continue the first.")

    @OptionGroup var options: RoundOptions

    func run() async throws {
        try await options.play(try await Pauses(RoundOptions.tools), standard: 40)
    }
}
