/// How long something may take.
public enum TimeLimit: Sendable, Hashable {
    /// No longer than this. What is less than a millisecond counts as one: databases take none for no limit.
    case within(Duration)
    /// Any time.
    case unlimited

    /// No longer than so many milliseconds.
    public static func milliseconds(_ count: Int) -> TimeLimit { .within(.milliseconds(count)) }
    /// No longer than so many seconds.
    public static func seconds(_ count: Int) -> TimeLimit { .within(.seconds(count)) }
    /// No longer than so many minutes.
    public static func minutes(_ count: Int) -> TimeLimit { .within(.seconds(Int64(count) * 60)) }
    /// No longer than so many hours.
    public static func hours(_ count: Int) -> TimeLimit { .within(.seconds(Int64(count) * 3600)) }

    /// The time; `nil` for any.
    public var duration: Duration? {
        switch self {
        case .within(let duration): max(.milliseconds(1), duration)
        case .unlimited: nil
        }
    }

    /// Reads a limit as people write it: `500ms`, `30s`, `1h30m`, or `forever`. `nil` for other texts, `0` among them.
    package init?(_ text: String) {
        guard let time = WaitingTime(text), time.duration != .zero else { return nil }
        self = time.duration.map(TimeLimit.within) ?? .unlimited
    }

    /// How a limit is to be written, for those who wrote something else.
    package static let advice = "Write a number with its unit, as 500ms, 2s or 10m, or forever for no limit."
}

extension TimeLimit: CustomStringConvertible {
    /// `30s`, `1500ms`, or `forever`.
    public var description: String {
        guard let milliseconds = duration?.milliseconds else { return "forever" }
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
    }
}
