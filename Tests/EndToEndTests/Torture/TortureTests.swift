import Foundation
import Testing
import TortureChecks

/// Small versions of what `make torture` runs: a few rounds of each scenario, by the executables of this build.
@Suite("Torture")
struct TortureTests {
    private static let tools = Tools(folder: URL(filePath: Executable.athanor.path).deletingLastPathComponent())

    /// Plays rounds that are others each time; a failure names its seed.
    private func play(_ scenario: some Scenario, rounds: Int) async throws {
        let tally = try await Rounds(seed: .random(in: 0..<1_000_000), 0..<rounds).play(scenario)
        #expect(tally.rounds == rounds)
    }

    @Test("Eight deployers at once all succeed, and everything runs once", arguments: TortureChecks.Server.allCases)
    func deployers(on server: TortureChecks.Server) async throws {
        try await play(try await Deployers(Self.tools, on: server, processes: 8), rounds: 1)
    }

    @Test("When the session of the deployer at work is ended, the others succeed, and everything runs once")
    func deployersCutOff() async throws {
        try await play(
            try await Deployers(Self.tools, on: .postgresql, processes: 8, terminating: true), rounds: 2)
    }

    @Test("After a run that was killed one more makes the database whole", arguments: TortureChecks.Server.allCases)
    func kills(on server: TortureChecks.Server) async throws {
        try await play(try await Interruptions(Self.tools, on: server, by: .kill), rounds: 10)
    }

    @Test("After a kill that left a journal to roll back, each command works as the first one that opens the file")
    func hotJournals() async throws {
        try await play(try await HotJournals(Self.tools), rounds: HotJournals.rounds)
    }

    @Test("After a run whose session was ended one more makes the database whole")
    func terminations() async throws {
        try await play(try await Interruptions(Self.tools, on: .postgresql, by: .terminate), rounds: 10)
    }

    @Test("After a run whose connection was cut at a message one more makes the database whole")
    func cuts() async throws {
        let cuts = try await Cuts(Self.tools)
        for _ in 0..<10 {
            let round = Int.random(in: 0..<cuts.count)
            _ = try await Rounds(seed: 0, round..<round + 1).play(cuts)
        }
    }

    @Test("A process that is stopped while another one finishes does nothing twice")
    func pauses() async throws {
        try await play(try await Pauses(Self.tools), rounds: 2)
    }

    @Test("Mutated files are read or refused, without a crash or a hang")
    func mutations() async throws {
        try await play(Mutations(Self.tools, repository: Executable.repository, batchSize: 500), rounds: 2)
    }
}
