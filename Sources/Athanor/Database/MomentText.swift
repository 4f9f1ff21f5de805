package import Foundation

/// A moment in the calendar and UTC, as databases print it.
package struct MomentText {
    /// The year, 0 for 1 BC.
    package let year: Int
    private let month: Int
    private let day: Int
    /// The seconds since midnight.
    private let second: Int
    /// The part of the second, in millionths.
    private let microsecond: Int
    /// The seconds that the time zone is ahead of UTC.
    private let offset: Int

    /// The moment, rounded; `nil` if it is not finite, or hundreds of thousands of years away.
    /// - Parameter step: the precision in millionths of a second, such as 1000 for milliseconds.
    package init?(_ date: Date, step: Int = 1) {
        let steps = (date.timeIntervalSince1970 * (1_000_000 / Double(step))).rounded()
        guard abs(steps) * Double(step) < 9.2e18 else { return nil }
        let all = Int(steps) * step
        let seconds = all.flooredQuotient(by: 1_000_000)
        let civil = CivilDay(number: seconds.flooredQuotient(by: 86_400))
        (year, month, day) = (civil.year, civil.month, civil.day)
        second = seconds - civil.number * 86_400
        microsecond = all - seconds * 1_000_000
        offset = 0
    }

    /// Reads `2026-11-29`, `2026-11-29 15:39:08.61`, also with `T`, a zone such as `+09:30`, and `BC`; `nil` for others.
    package init?(_ text: String) {
        let isBeforeCommonEra = text.hasSuffix(" BC")
        var reader = Reader(rest: isBeforeCommonEra ? text.utf8.dropLast(3) : text.utf8[...])
        guard let written = reader.number(digits: 4...6), reader.take("-"), let month = reader.number(digits: 2...2),
            reader.take("-"), let day = reader.number(digits: 2...2)
        else { return nil }
        var (second, microsecond, offset) = (0, 0, 0)
        if reader.take(" ") || reader.take("T") {
            guard let time = reader.time(), time <= 86_400 else { return nil }
            second = time
            if reader.take(".") {
                guard let fraction = reader.fraction() else { return nil }
                microsecond = fraction
            }
            guard let zone = reader.zone() else { return nil }
            offset = zone
        }
        let year = isBeforeCommonEra ? 1 - written : written
        guard reader.rest.isEmpty, (1...12).contains(month),
            (1...CivilDay.length(ofMonth: month, year: year)).contains(day)
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        (self.second, self.microsecond, self.offset) = (second, microsecond, offset)
    }

    /// The moment.
    package var date: Date {
        // The inverse of ``CivilDay/init(number:)``.
        let marchYear = month <= 2 ? year - 1 : year
        let cycle = marchYear.flooredQuotient(by: 400)
        let yearInCycle = marchYear - cycle * 400
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let inYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let days = cycle * 146_097 + yearInCycle * 365 + yearInCycle / 4 - yearInCycle / 100 + inYear - 719_468
        return Date(timeIntervalSince1970: Double(days * 86_400 + second - offset) + Double(microsecond) / 1_000_000)
    }

    /// `2026-11-29 15:39:08.610039`, without a zone.
    /// - Parameter fractionDigits: from 0 to 6.
    package func text(fractionDigits: Int, year: Int) -> String {
        let fraction = Self.padded(microsecond, 6).prefix(fractionDigits)
        return
            "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2)) \(Self.padded(second / 3600, 2)):"
            + "\(Self.padded(second / 60 % 60, 2)):\(Self.padded(second % 60, 2)).\(fraction)"
    }

    private static func padded(_ number: Int, _ count: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }

    private struct Reader {
        var rest: Substring.UTF8View

        mutating func take(_ text: StaticString) -> Bool {
            let wanted = text.withUTF8Buffer { Array($0) }
            guard rest.starts(with: wanted) else { return false }
            rest = rest.dropFirst(wanted.count)
            return true
        }

        mutating func number(digits: ClosedRange<Int>) -> Int? {
            let found = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard digits.contains(found.count) else { return nil }
            rest = rest.dropFirst(found.count)
            return Int(Substring(found))
        }

        /// The seconds since midnight.
        mutating func time() -> Int? {
            guard let hour = number(digits: 2...2), hour < 25, take(":"), let minute = number(digits: 2...2),
                minute < 60
            else { return nil }
            guard take(":") else { return hour * 3600 + minute * 60 }
            guard let second = number(digits: 2...2), second < 61 else { return nil }
            return hour * 3600 + minute * 60 + second
        }

        /// Millionths of a second; further digits are cut off.
        mutating func fraction() -> Int? {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(digits.count)
            return Int(String(Substring(digits.prefix(6))) + String(repeating: "0", count: max(0, 6 - digits.count)))
        }

        /// The seconds ahead of UTC; 0 without a zone.
        mutating func zone() -> Int? {
            if take("Z") { return 0 }
            let sign: Int
            if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return 0 }
            guard let hour = number(digits: 2...2) else { return nil }
            guard take(":") else { return sign * hour * 3600 }
            guard let minute = number(digits: 2...2) else { return nil }
            guard take(":") else { return sign * (hour * 3600 + minute * 60) }
            guard let second = number(digits: 2...2) else { return nil }
            return sign * (hour * 3600 + minute * 60 + second)
        }
    }
}
