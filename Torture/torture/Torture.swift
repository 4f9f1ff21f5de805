import ArgumentParser
import Foundation
import TortureChecks

/// Plays the scenarios and prints the results; see Torture/README.md.
@main
struct Torture: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "torture",
        abstract: "Torment Athanor, print figures, and exit with 1 at the first contradiction.",
        subcommands: [
            DeployersCommand.self, InterruptionsCommand.self, HotJournalsCommand.self, CutsCommand.self,
            PausesCommand.self,
            MutationsCommand.self, ReadMutationsCommand.self,
        ])
}
