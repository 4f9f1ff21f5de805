import ArgumentParser
import Foundation
import TortureChecks

/// What every scenario can be told.
struct RoundOptions: ParsableArguments {
    @Option(help: "How many rounds to play; by default as many as `make torture` does.")
    var rounds: Int?

    @Option(help: "The number of the first round.")
    var firstRound = 0

    @Option(help: "What the random numbers come from; by default another one each time.")
    var seed: UInt64 = .random(in: 0..<1_000_000)

    /// Plays the rounds and prints what came of them: the rounds on standard error, a row of figures on standard output.
    /// - Parameters:
    ///   - scenario: what is played.
    ///   - standard: how many rounds there are when nothing was said.
    ///   - jobs: how many are played at the same time.
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

    /// The executables beside this one.
    static var tools: Tools {
        Tools(
            folder: (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])).deletingLastPathComponent())
    }

    private static func note(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }
}
