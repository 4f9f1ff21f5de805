/// The fields of a cron expression: `minute hour day-of-month month day-of-week`.
///
/// Source: crontab(5) of cronie.
struct CronExpression: Sendable, Hashable {
    /// The minutes of a day that match, ascending.
    let minutesOfDay: [Int]
    /// Whether the schedule follows the clock: its minute or its hour begins with `*`. Otherwise it consists of times
    /// of day, each of which happens once a day, even if the clock changes.
    let followsClock: Bool

    private let dayOfMonth: CronField
    private let month: CronField
    private let dayOfWeek: CronField

    /// - Throws: ``FreshnessTargetError`` for an invalid cron expression, or one that never matches.
    init(_ text: String) throws(FreshnessTargetError) {
        let fields = try Self.fields(of: text)
        guard fields.count == 5 else { throw Self.wrongCount(of: fields, in: text) }
        let minute = try CronField(fields[0], .minute)
        let hour = try CronField(fields[1], .hour)
        dayOfMonth = try CronField(fields[2], .dayOfMonth)
        month = try CronField(fields[3], .month)
        dayOfWeek = try CronField(fields[4], .dayOfWeek)
        minutesOfDay = hour.values.flatMap { hour in minute.values.map { hour * 60 + $0 } }
        followsClock = minute.beginsWithStar || hour.beginsWithStar
        guard eitherDayCounts || hasDate else {
            throw FreshnessTargetError(
                "the cron expression \"\(text)\" never matches: none of its months has such a day",
                advice: "Correct its third field, the day of the month, or its fourth, the month.")
        }
    }

    /// Whether a match of either day field is enough: both fields restrict the day. Otherwise both must match.
    private var eitherDayCounts: Bool { !dayOfMonth.beginsWithStar && !dayOfWeek.beginsWithStar }

    private var hasDate: Bool {
        month.values.contains { month in
            dayOfMonth.values.contains { $0 <= CivilDay.length(ofMonth: month, year: 2_000) }
        }
    }

    func matches(_ day: CivilDay) -> Bool {
        guard month.contains(day.month) else { return false }
        let date = dayOfMonth.contains(day.day)
        let weekday = dayOfWeek.contains(day.weekday)
        return eitherDayCounts ? date || weekday : date && weekday
    }

    /// Returns the first matching day from a day on.
    func firstDay(from start: CivilDay, through end: CivilDay) -> CivilDay? {
        var day = start
        while day <= end {
            if !month.contains(day.month) {
                day = day.nextMonth
            } else if matches(day) {
                return day
            } else {
                day = day.advanced(by: 1)
            }
        }
        return nil
    }

    /// Returns the last matching day, going back from a day.
    func lastDay(from start: CivilDay, through end: CivilDay) -> CivilDay? {
        var day = start
        while day >= end {
            if !month.contains(day.month) {
                day = day.endOfPreviousMonth
            } else if matches(day) {
                return day
            } else {
                day = day.advanced(by: -1)
            }
        }
        return nil
    }
}

// MARK: Reading

extension CronExpression {
    private static let named = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
        "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
    ]

    private static func fields(of text: String) throws(FreshnessTargetError) -> [Substring] {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard let name = words.first, name.hasPrefix("@") else { return words }
        guard name != "@reboot" else {
            throw FreshnessTargetError(
                "a view cannot be refreshed at @reboot", advice: "Write `manual`, or a time of day.")
        }
        guard words.count == 1, let meaning = named[name.lowercased()] else {
            throw FreshnessTargetError(
                "\"\(text)\" is not a cron expression",
                advice: NearestNames.suggestion(for: String(name), among: named.keys.sorted()))
        }
        return meaning.split(separator: " ")
    }

    /// Returns the error for too few or too many fields.
    static func wrongCount(of fields: some Collection<Substring>, in text: String) -> FreshnessTargetError {
        let what = fields.count == 1 ? "is 1" : "are \(fields.count)"
        let hint =
            fields.count > 5 ? "Seconds and years are not among them. " : ""
        return FreshnessTargetError(
            "a cron expression has five fields, and here \(what): \"\(text.trimmingSuffix(while: \.isWhitespace))\"",
            advice: "\(hint)Write minute, hour, day of the month, month and day of the week, as in `0 4 * * *`.")
    }
}

extension StringProtocol {
    fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> SubSequence {
        var rest = self[...]
        while let last = rest.last, condition(last) { rest = rest.dropLast() }
        return rest
    }
}
