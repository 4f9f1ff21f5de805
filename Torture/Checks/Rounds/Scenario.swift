import TestSupport

/// A way of tormenting Athanor, played in rounds.
public protocol Scenario: Sendable {
    /// What it is called in messages and figures: `kills on postgresql`.
    var name: String { get }

    /// Plays one round.
    /// - Parameters:
    ///   - round: its number, counted from 0.
    ///   - numbers: the round's random numbers.
    /// - Returns: what the round met, for the figures.
    /// - Throws: ``Contradiction`` for what must never be; whatever else keeps it from being played.
    func play(_ round: Int, _ numbers: inout SeededNumbers) async throws -> Encounters
}

/// What rounds have met, in a word or two each, and how often.
public struct Encounters: Sendable, Hashable {
    /// How often each was met.
    public private(set) var counts: [String: Int]

    /// What one round met, once.
    public init(_ met: String) {
        counts = [met: 1]
    }

    /// What was met, and how often.
    public init(counts: [String: Int] = [:]) {
        self.counts = counts
    }

    /// Adds what another round has met.
    public mutating func add(_ other: Encounters) {
        counts.merge(other.counts, uniquingKeysWith: +)
    }
}
