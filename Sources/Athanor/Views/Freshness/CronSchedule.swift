public import Foundation

/// The times of a cron expression in a time zone.
///
/// When clocks change, it behaves as cron on Linux. A time of day that the clock skips comes at the first moment after
/// the gap. A time that the clock shows twice comes once, the first time. An expression whose minute or hour begins
/// with `*` follows the clock: skipped times do not come, and repeated times come twice, so that `*/15 * * * *` comes
/// every fifteen minutes throughout.
public struct CronSchedule: Sendable, Hashable {
    /// The expression, as given.
    public let expression: String
    /// The name of the time zone.
    public let timeZone: String
    private let fields: CronExpression
    private let zone: TimeZone

    /// Creates a schedule.
    /// - Parameters:
    ///   - expression: five fields (minute, hour, day of the month, month, day of the week) of numbers, lists, ranges,
    ///     steps and names such as `JAN` and `MON`, where Sunday is 0 or 7; or `@hourly`, `@daily`, `@midnight`,
    ///     `@weekly`, `@monthly`, `@yearly`, `@annually`. If neither day field begins with `*`, a match of one is
    ///     enough.
    ///   - timeZone: a name of the IANA database, such as `Asia/Tokyo`.
    /// - Throws: ``FreshnessTargetError``.
    public init(_ expression: String, timeZone: String = "UTC") throws(FreshnessTargetError) {
        fields = try CronExpression(expression)
        zone = try TimeZoneName.zone(timeZone)
        self.expression = expression
        self.timeZone = timeZone
    }

    /// The longest search, in days: 29 February falls on a given day of the week again after at most 40 years.
    private static let longestSearch = 50 * 366

    /// Returns the first scheduled time after a moment.
    public func next(after moment: Date) -> Date? {
        guard let moment = Self.seconds(moment) else { return nil }
        let today = self.today(at: moment)
        // A clock that is set back over midnight shows a day twice.
        var day = today.advanced(by: -1)
        let end = today.advanced(by: Self.longestSearch)
        while let found = fields.firstDay(from: day, through: end) {
            day = found.advanced(by: 1)
            if let next = first(on: found, after: moment) {
                return Self.date(min(next, first(on: day, after: moment) ?? next))
            }
        }
        return nil
    }

    /// Returns the last scheduled time up to and including a moment.
    public func latest(atOrBefore moment: Date) -> Date? {
        guard let moment = Self.seconds(moment) else { return nil }
        let today = self.today(at: moment)
        var day = today.advanced(by: 1)
        let end = today.advanced(by: -Self.longestSearch)
        while let found = fields.lastDay(from: day, through: end) {
            day = found.advanced(by: -1)
            if let latest = last(on: found, atOrBefore: moment) {
                return Self.date(max(latest, last(on: day, atOrBefore: moment) ?? latest))
            }
        }
        return nil
    }

    private func first(on day: CivilDay, after moment: Int) -> Int? {
        guard fields.matches(day) else { return nil }
        let zoned = ZonedDay(day, in: zone)
        guard let midnight = zoned.midnight else { return moments(on: zoned).filter { $0 > moment }.min() }
        return fields.minutesOfDay.first { midnight + $0 * 60 > moment }.map { midnight + $0 * 60 }
    }

    private func last(on day: CivilDay, atOrBefore moment: Int) -> Int? {
        guard fields.matches(day) else { return nil }
        let zoned = ZonedDay(day, in: zone)
        guard let midnight = zoned.midnight else { return moments(on: zoned).filter { $0 <= moment }.max() }
        return fields.minutesOfDay.last { midnight + $0 * 60 <= moment }.map { midnight + $0 * 60 }
    }

    /// Returns its times on a day near a clock change.
    private func moments(on day: ZonedDay) -> [Int] {
        fields.minutesOfDay.flatMap { fields.followsClock ? day.moments(showing: $0) : [day.moment(of: $0)] }
    }

    private func today(at moment: Int) -> CivilDay {
        CivilDay(number: (moment + zone.offset(at: moment)).flooredQuotient(by: 86_400))
    }

    /// Returns a moment in whole seconds; `nil` if it is thousands of years away.
    private static func seconds(_ date: Date) -> Int? {
        let seconds = date.timeIntervalSince1970.rounded(.down)
        return abs(seconds) < 200_000_000_000 ? Int(seconds) : nil
    }

    private static func date(_ moment: Int) -> Date { Date(timeIntervalSince1970: Double(moment)) }
}
