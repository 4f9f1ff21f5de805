import TestSupport

/// The rounds of a scenario to play.
public struct Rounds: Sendable {
    /// The seed of the rounds' random numbers.
    public let seed: UInt64
    /// Their numbers.
    public let range: Range<Int>
    /// The number of rounds that are played at the same time.
    public let jobs: Int

    /// Rounds.
    public init(seed: UInt64, _ range: Range<Int>, jobs: Int = 1) {
        self.seed = seed
        self.range = range
        self.jobs = jobs
    }

    /// The failure of a round.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        /// The scenario's name.
        public let scenario: String
        /// The seed that repeats the round.
        public let seed: UInt64
        /// The round's number.
        public let round: Int
        /// The error.
        public let cause: any Error

        /// The error and its round, with the options that repeat it.
        public var description: String {
            "\(scenario), seed \(seed), round \(round): \(cause)\n"
                + "To repeat it: --seed \(seed) --first-round \(round) --rounds 1"
        }
    }

    /// Plays the rounds, and stops at the first failure.
    /// - Parameters:
    ///   - scenario: the scenario to play.
    ///   - onRound: called after each round.
    /// - Throws: ``Failure``.
    public func play(
        _ scenario: some Scenario, onRound: @escaping @Sendable (_ round: Int, _ met: Encounters) -> Void = { _, _ in }
    ) async throws -> Tally {
        let started = ContinuousClock.now
        var met = Encounters()
        try await withThrowingTaskGroup(of: (Int, Encounters).self) { group in
            var waiting = range[...]
            func begin() {
                guard let round = waiting.popFirst() else { return }
                group.addTask { (round, try await play(round, of: scenario)) }
            }
            for _ in 0..<max(1, jobs) { begin() }
            while let (round, what) = try await group.next() {
                met.add(what)
                onRound(round, what)
                begin()
            }
        }
        return Tally(scenario: scenario.name, seed: seed, rounds: range.count, met: met, took: .now - started)
    }

    private func play(_ round: Int, of scenario: some Scenario) async throws -> Encounters {
        var numbers = SeededNumbers(seed: seed, round: round)
        do {
            return try await scenario.play(round, &numbers)
        } catch {
            throw Failure(scenario: scenario.name, seed: seed, round: round, cause: error)
        }
    }
}
