public import Foundation

/// The moments of a cron expression in a time zone.
///
/// When clocks change, it does what cron of Linux does. A time of day that the clock skips comes at the first moment after
/// the gap; one that the clock shows twice comes once, the first time. An expression whose minute or hour begins with `*`
/// goes by the clock: what the clock skips does not come, what it shows twice comes twice, so that `*/15 * * * *` comes
/// every fifteen minutes all the while.
public struct CronSchedule: Sendable, Hashable {
    private let expression: CronExpression
    private let zone: TimeZone

    /// A schedule.
    /// - Parameters:
    ///   - expression: five fields (minute, hour, day of the month, month, day of the week) of numbers, lists, ranges,
    ///     steps and names such as `JAN` and `MON`, where Sunday is 0 or 7; or `@hourly`, `@daily`, `@midnight`, `@weekly`,
    ///     `@monthly`, `@yearly`, `@annually`. When neither day field begins with `*`, it is enough that one matches.
    ///   - timeZone: a name of the IANA database, as `Asia/Tokyo`.
    /// - Throws: ``FreshnessTargetError``.
    public init(_ expression: String, timeZone: String) throws(FreshnessTargetError) {
        self.expression = try CronExpression(expression)
        zone = try TimeZoneName.zone(timeZone)
    }

    /// 29 February is a given day of the week again after 40 years at most.
    private static let longestSearch = 50 * 366

    /// The first moment after another.
    public func next(after moment: Date) -> Date? {
        guard let moment = Self.seconds(moment) else { return nil }
        let today = self.today(at: moment)
        // A clock put back over midnight shows a day again.
        var day = today.advanced(by: -1)
        let end = today.advanced(by: Self.longestSearch)
        while let found = expression.firstDay(from: day, through: end) {
            day = found.advanced(by: 1)
            if let next = first(on: found, after: moment) {
                return Self.date(min(next, first(on: day, after: moment) ?? next))
            }
        }
        return nil
    }

    /// The newest moment that has come, the given one included.
    public func latest(atOrBefore moment: Date) -> Date? {
        guard let moment = Self.seconds(moment) else { return nil }
        let today = self.today(at: moment)
        var day = today.advanced(by: 1)
        let end = today.advanced(by: -Self.longestSearch)
        while let found = expression.lastDay(from: day, through: end) {
            day = found.advanced(by: -1)
            if let latest = last(on: found, atOrBefore: moment) {
                return Self.date(max(latest, last(on: day, atOrBefore: moment) ?? latest))
            }
        }
        return nil
    }

    private func first(on day: CivilDay, after moment: Int) -> Int? {
        guard expression.matches(day) else { return nil }
        let zoned = ZonedDay(day, in: zone)
        guard let midnight = zoned.midnight else { return moments(on: zoned).filter { $0 > moment }.min() }
        return expression.minutesOfDay.first { midnight + $0 * 60 > moment }.map { midnight + $0 * 60 }
    }

    private func last(on day: CivilDay, atOrBefore moment: Int) -> Int? {
        guard expression.matches(day) else { return nil }
        let zoned = ZonedDay(day, in: zone)
        guard let midnight = zoned.midnight else { return moments(on: zoned).filter { $0 <= moment }.max() }
        return expression.minutesOfDay.last { midnight + $0 * 60 <= moment }.map { midnight + $0 * 60 }
    }

    /// Its moments on a day near a change of the clock.
    private func moments(on day: ZonedDay) -> [Int] {
        expression.minutesOfDay.flatMap { expression.followsClock ? day.moments(showing: $0) : [day.moment(of: $0)] }
    }

    private func today(at moment: Int) -> CivilDay {
        CivilDay(number: (moment + zone.offset(at: moment)).flooredQuotient(by: 86_400))
    }

    /// A moment in whole seconds; `nil` for one that is thousands of years away.
    private static func seconds(_ date: Date) -> Int? {
        let seconds = date.timeIntervalSince1970.rounded(.down)
        return abs(seconds) < 200_000_000_000 ? Int(seconds) : nil
    }

    private static func date(_ moment: Int) -> Date { Date(timeIntervalSince1970: Double(moment)) }
}
