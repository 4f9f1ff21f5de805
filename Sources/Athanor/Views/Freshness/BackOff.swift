/// How long to leave a view alone after failures: twice as long after each.
public struct BackOff: Sendable, Hashable {
    /// The pause after the first failure.
    public var first: Duration = .seconds(10)
    /// The longest pause.
    public var longest: Duration = .seconds(900)

    /// Ten seconds at first, a quarter of an hour at most.
    public init() {}

    /// Pauses of other lengths.
    public init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// The pause after so many failures in a row; none after none.
    public func pause(afterFailures failures: Int) -> Duration {
        guard failures > 0, first > .zero, longest > .zero else { return .zero }
        var pause = min(first, longest)
        var counted = 1
        // Compared before it is doubled, so that no pause overflows and no count of failures is walked to its end.
        while counted < failures, pause < longest {
            pause = pause > longest / 2 ? longest : pause * 2
            counted += 1
        }
        return pause
    }
}
