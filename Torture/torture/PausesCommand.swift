import ArgumentParser
import TortureChecks

/// The command `pauses`: stops processes, and continues them.
struct PausesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pauses",
        abstract: "Stops a process, ends its session, lets another one finish, and lets it go on.")

    @OptionGroup var options: RoundOptions

    func run() async throws {
        try await options.play(try await Pauses(RoundOptions.tools), standard: 40)
    }
}
