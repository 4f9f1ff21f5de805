/// A limit of time.
public enum TimeLimit: Sendable, Hashable {
    /// At most this long. Less than a millisecond counts as one, because databases read zero as no limit. More than
    /// 292 million years count as that many.
    case within(Duration)
    /// No limit.
    case unlimited

    /// Returns a limit in milliseconds.
    public static func milliseconds(_ count: Int) -> TimeLimit { .within(.milliseconds(count)) }
    /// Returns a limit in seconds.
    public static func seconds(_ count: Int) -> TimeLimit { .within(.seconds(count)) }
    /// Returns a limit in minutes.
    public static func minutes(_ count: Int) -> TimeLimit { .seconds(product(count, 60)) }
    /// Returns a limit in hours.
    public static func hours(_ count: Int) -> TimeLimit { .seconds(product(count, 3600)) }

    /// The product, or the number of `Int` that is nearest to it.
    private static func product(_ count: Int, _ factor: Int) -> Int {
        let (product, overflow) = count.multipliedReportingOverflow(by: factor)
        return overflow ? (count < 0 ? .min : .max) : product
    }

    /// The longest time whose milliseconds are an `Int64`.
    private static let longest = Duration.milliseconds(Int64.max)

    /// The time; `nil` for no limit.
    public var duration: Duration? {
        switch self {
        case .within(let duration): min(max(.milliseconds(1), duration), Self.longest)
        case .unlimited: nil
        }
    }

    /// The time as given, which may be zero; `nil` for no limit. For limits that Athanor measures itself: zero does not
    /// wait at all.
    package var exactDuration: Duration? {
        if case .within(let duration) = self { min(duration, Self.longest) } else { nil }
    }

    /// Reads a limit such as `500ms`, `30s`, `1h30m` or `forever`. `nil` for other texts, including `0`.
    package init?(_ text: String) {
        guard let time = WaitingTime(text), time.duration != .zero else { return nil }
        self = time.duration.map(TimeLimit.within) ?? .unlimited
    }

    /// Advice about the format of a limit.
    package static let advice = "Write a number with its unit, such as 500ms, 2s or 10m, or forever for no limit."
}

extension TimeLimit: CustomStringConvertible {
    /// `30s`, `1500ms`, or `forever`.
    public var description: String {
        guard let milliseconds = duration?.milliseconds else { return "forever" }
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
    }
}
