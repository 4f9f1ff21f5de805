package import Foundation

/// The freshness target of a materialized view.
public enum FreshnessTarget: Sendable, Hashable, CustomStringConvertible {
    /// The rows must not get older than this: a number of whole seconds, such as `.every(.seconds(90))`.
    case every(Duration)
    /// A refresh at the times of a cron expression, such as
    /// `.cron(try CronSchedule("0 4 * * *", timeZone: "Asia/Tokyo"))`.
    case cron(CronSchedule)
    /// A refresh after each refresh of another materialized view.
    case after(QualifiedName)
    /// A refresh only on request.
    case manual

    /// Returns a target for rows that must not get older than some minutes.
    public static func every(minutes: Int) -> FreshnessTarget { .every(RefreshInterval(minutes, .minute).duration) }

    /// Returns a target for rows that must not get older than some hours.
    public static func every(hours: Int) -> FreshnessTarget { .every(RefreshInterval(hours, .hour).duration) }

    /// Returns a target for rows that must not get older than some days of 24 hours.
    public static func every(days: Int) -> FreshnessTarget { .every(RefreshInterval(days, .day).duration) }

    /// Validates the target.
    /// - Throws: ``FreshnessTargetError`` for an interval that is no number of whole seconds, or is shorter than a second
    ///   or longer than a century, and for an empty name.
    package func check() throws(FreshnessTargetError) {
        switch self {
        case .every(let interval):
            try RefreshInterval(interval).check()
        case .after(let other):
            guard !other.name.isEmpty, other.schema != "", !other.description.utf8.contains(0) else {
                throw FreshnessTargetError(
                    "`after` needs the name of another materialized view",
                    advice: "Write it as `after reporting.daily_usage`.")
            }
        case .cron, .manual:
            break
        }
    }

    /// Returns when the view should be refreshed next.
    ///
    /// Missed times of a cron expression are not made up for one by one: one refresh is due, since the newest of them.
    /// A target that ``check()`` rejects is never due.
    /// - Parameters:
    ///   - refreshed: the time that its rows are from: the start of the last successful refresh, or when a revision
    ///     built it with data; `nil` if unknown, or if it holds no data.
    ///   - upstream: for ``after(_:)``: when the other view's newest rows became visible; `nil` if unknown.
    ///   - now: the time to answer for.
    package func next(refreshed: Date?, upstream: Date?, now: Date) -> NextRefresh {
        switch self {
        case .manual:
            return .unscheduled
        case .every(let interval):
            guard let refreshed else { return .due(since: nil) }
            // Rows cannot be from the future. A clock that was wrong for a while must not delay the refresh any longer.
            let moment = min(refreshed, now) + interval / .seconds(1)
            return moment <= now ? .due(since: moment) : .at(moment)
        case .cron(let schedule):
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
