/// What came of a scenario's rounds.
public struct Tally: Sendable {
    /// The scenario's name.
    public let scenario: String
    /// What the rounds' random numbers came from.
    public let seed: UInt64
    /// How many rounds were played.
    public let rounds: Int
    /// What the rounds have met.
    public let met: Encounters
    /// How long it took.
    public let took: Duration

    /// A row of a table in Markdown: the scenario, the rounds, the seconds, what was met.
    public var row: String {
        let met = met.counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
        return "| \(scenario) | \(rounds) | \(took.components.seconds) s | \(met) |"
    }
}
