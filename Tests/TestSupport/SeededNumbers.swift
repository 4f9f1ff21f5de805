/// A generator that gives the same numbers for the same seed (SplitMix64), so that a round can be repeated.
public struct SeededNumbers: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The numbers of a seed.
    public init(seed: UInt64) { state = seed }

    /// The numbers of one round, independent of the rounds before.
    public init(seed: UInt64, round: Int) {
        var ofSeed = SeededNumbers(seed: seed)
        self.init(seed: ofSeed.next() ^ UInt64(truncatingIfNeeded: round))
    }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
