public import TestSupport

/// A way of disturbing Athanor, played in rounds.
public protocol Scenario: Sendable {
    /// Its name in messages and figures: `kill on postgresql`.
    var name: String { get }

    /// Plays one round.
    /// - Parameters:
    ///   - round: its number, counted from 0.
    ///   - numbers: the round's random numbers.
    /// - Returns: the events of the round, for the figures.
    /// - Throws: ``Contradiction`` for anything that must never happen; other errors if the round cannot be played.
    func play(_ round: Int, _ numbers: inout SeededNumbers) async throws -> Encounters
}

/// The events in rounds, each described in a few words, and how often they happened.
public struct Encounters: Sendable, Hashable {
    /// The number of times that each event happened.
    public private(set) var counts: [String: Int]

    /// One event of one round.
    public init(_ met: String) {
        counts = [met: 1]
    }

    /// The events, each with its count.
    public init(counts: [String: Int] = [:]) {
        self.counts = counts
    }

    /// Adds the events of another round.
    public mutating func add(_ other: Encounters) {
        counts.merge(other.counts, uniquingKeysWith: +)
    }
}
