/// The pauses before a view is refreshed again after failures. Each pause is twice as long as the one before.
public struct BackOff: Sendable, Hashable {
    /// The pause after the first failure.
    public var first: Duration = .seconds(10)
    /// The longest pause.
    public var longest: Duration = .seconds(900)

    /// Creates pauses of ten seconds at first and a quarter of an hour at most.
    public init() {}

    /// Creates pauses of other lengths.
    public init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// Returns the pause after a number of consecutive failures; zero for none.
    public func pause(afterFailures failures: Int) -> Duration {
        guard failures > 0, first > .zero, longest > .zero else { return .zero }
        var pause = min(first, longest)
        var counted = 1
        // Compare before doubling, so that no pause overflows and a large number of failures does not make a long loop.
        while counted < failures, pause < longest {
            pause = pause > longest / 2 ? longest : pause * 2
            counted += 1
        }
        return pause
    }
}
