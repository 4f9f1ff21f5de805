import ArgumentParser
import Foundation
import TortureChecks

/// The options of every scenario.
struct RoundOptions: ParsableArguments {
    @Option(help: "How many rounds to play (default: depends on the scenario).")
    var rounds: Int?

    @Option(help: "The number of the first round.")
    var firstRound = 0

    @Option(help: "The seed of the random numbers (default: a new one each time).")
    var seed: UInt64 = .random(in: 0..<1_000_000)

    /// Plays the rounds and prints the results: the rounds on standard error, a row of figures on standard output.
    /// - Parameters:
    ///   - scenario: the scenario to play.
    ///   - standard: the default number of rounds.
    ///   - jobs: the number of rounds that are played at the same time.
    func play(_ scenario: some Scenario, standard: Int, jobs: Int = 1) async throws {
        let rounds = Rounds(seed: seed, firstRound..<firstRound + (self.rounds ?? standard), jobs: jobs)
        Self.note("\(scenario.name), seed \(seed), \(rounds.range.count) rounds")
        do {
            let tally = try await rounds.play(scenario) { round, met in
                Self.note("    round \(round): \(met.counts.keys.sorted().joined(separator: ", "))")
            }
            print(tally.row)
        } catch {
            Self.note("CONTRADICTION in \(error)")
            throw ExitCode(1)
        }
    }

    /// The executables in the folder of this one.
    static var tools: Tools {
        Tools(
            folder: (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])).deletingLastPathComponent())
    }

    private static func note(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }
}
