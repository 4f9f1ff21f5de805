/// The result of a scenario's rounds.
public struct Tally: Sendable {
    /// The scenario's name.
    public let scenario: String
    /// The seed of the rounds' random numbers.
    public let seed: UInt64
    /// The number of rounds.
    public let rounds: Int
    /// The events in the rounds.
    public let met: Encounters
    /// How long it took.
    public let took: Duration

    /// A row of a table in Markdown: the scenario, the rounds, the seconds, the events.
    public var row: String {
        let met = met.counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
        return "| \(scenario) | \(rounds) | \(took.components.seconds) s | \(met) |"
    }
}
