public import Foundation

/// How fresh a materialized view is to be kept.
public enum FreshnessTarget: Sendable, Hashable, CustomStringConvertible {
    /// Its rows get no older than this.
    case every(RefreshInterval)
    /// It is refreshed at the moments of a cron expression, such as `0 4 * * *` or `@daily`, in an IANA time zone.
    case cron(String, timeZone: String = "UTC")
    /// It is refreshed whenever that other materialized view was.
    case after(QualifiedName)
    /// It is refreshed only when somebody asks.
    case manual

    /// Whether it can be meant.
    /// - Throws: ``FreshnessTargetError`` for an interval below a second, a cron expression with a wrong field or without
    ///   a moment, an unknown time zone, or a name that is empty.
    public func check() throws(FreshnessTargetError) {
        switch self {
        case .every(let interval):
            try interval.check()
        case .cron(let expression, let timeZone):
            _ = try CronSchedule(expression, timeZone: timeZone)
        case .after(let other):
            guard !other.name.isEmpty, other.schema != "", !other.description.utf8.contains(0) else {
                throw FreshnessTargetError(
                    "`after` needs the name of another materialized view",
                    advice: "Write it as `after reporting.daily_usage`.")
            }
        case .manual:
            break
        }
    }

    /// When the view should be refreshed next.
    ///
    /// Moments that were missed are not made up for one by one: one refresh is due, since the newest of them.
    /// A target that ``check()`` refuses is never due.
    /// - Parameters:
    ///   - refreshed: the moment as of which its rows are: the start of the last refresh that went well, or when a revision
    ///     built it with data; `nil` when that is unknown, or when it holds no data.
    ///   - upstream: for ``after(_:)``: when the other view's newest rows became visible; `nil` when that is unknown.
    ///   - now: the moment to answer for.
    public func next(refreshed: Date?, upstream: Date?, now: Date) -> NextRefresh {
        switch self {
        case .manual:
            return .unscheduled
        case .every(let interval):
            guard let refreshed else { return .due(since: nil) }
            // Rows cannot be from the future; a clock that was wrong for a while must not put the refresh off for longer.
            let moment = min(refreshed, now) + interval.duration / .seconds(1)
            return moment <= now ? .due(since: moment) : .at(moment)
        case .cron(let expression, let timeZone):
            guard let schedule = try? CronSchedule(expression, timeZone: timeZone) else { return .unscheduled }
            guard let refreshed else { return .due(since: nil) }
            if let missed = schedule.latest(atOrBefore: now), refreshed < missed { return .due(since: missed) }
            return schedule.next(after: now).map(NextRefresh.at) ?? .unscheduled
        case .after:
            guard let refreshed else { return .due(since: nil) }
            guard let upstream, refreshed < upstream else { return .unscheduled }
            return .due(since: upstream)
        }
    }
}
