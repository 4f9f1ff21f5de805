/// The time when a revision was written: `2026-11-22 16:42:10+09:00`.
///
/// Dates are compared by the instant. A text without an offset is in UTC.
package struct CreateDate: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The original text.
    package let description: String
    private let seconds: Int
    private let nanoseconds: Int

    /// Reads an ISO 8601 date, or a date and time separated by `T` or a space, with an optional fraction and an
    /// optional offset (`+09:00`, `+0900`, `+09`) or `Z`. Returns `nil` for anything else.
    package init?(_ text: String) {
        var reader = DigitReader(text)
        guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2), reader.take("-"),
            let day = reader.digits(2), (1...12).contains(month),
            (1...Self.days(inMonth: month, year: year)).contains(day)
        else { return nil }
        var seconds = Self.daysSinceEpoch(year: year, month: month, day: day) * 86_400
        var nanoseconds = 0
        if reader.take("T") || reader.take("t") || reader.take(" ") {
            guard let hour = reader.digits(2), hour < 24, reader.take(":"), let minute = reader.digits(2), minute < 60
            else { return nil }
            seconds += hour * 3_600 + minute * 60
            if reader.take(":") {
                // A leap second is written as :60.
                guard let second = reader.digits(2), second <= 60 else { return nil }
                seconds += second
                if reader.take(".") || reader.take(",") {
                    guard let fraction = reader.fraction() else { return nil }
                    nanoseconds = fraction
                }
            }
            guard let offset = reader.offset() else { return nil }
            seconds -= offset
        }
        guard reader.isAtEnd else { return nil }
        description = text
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Whether both are the same instant, even if written differently.
    package static func == (left: CreateDate, right: CreateDate) -> Bool {
        left.seconds == right.seconds && left.nanoseconds == right.nanoseconds
    }

    /// Hashes the instant.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(seconds)
        hasher.combine(nanoseconds)
    }

    /// Orders by the instant.
    package static func < (left: CreateDate, right: CreateDate) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func days(inMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 0000-01-01. Only differences matter, so any fixed start is right.
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let leapDays = year == 0 ? 0 : (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1
        let beforeMonth = (1..<month).reduce(0) { $0 + days(inMonth: $1, year: year) }
        return year * 365 + leapDays + beforeMonth + day - 1
    }
}

/// Reads fixed-width numbers and marks from the front of a text.
private struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = Substring(text).utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == mark.value else { return false }
        rest.removeFirst()
        return true
    }

    mutating func digit() -> Int? {
        guard let first = rest.first, (0x30...0x39).contains(first) else { return nil }
        rest.removeFirst()
        return Int(first) - 0x30
    }

    mutating func digits(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let next = digit() else { return nil }
            value = value * 10 + next
        }
        return value
    }

    /// The digits after the point, as nanoseconds; further digits are read and ignored.
    mutating func fraction() -> Int? {
        guard var value = digit() else { return nil }
        var places = 1
        while let next = digit() {
            if places < 9 { value = value * 10 + next }
            places += 1
        }
        for _ in min(places, 9)..<9 { value *= 10 }
        return value
    }

    /// The offset in seconds east of UTC; zero if none is written.
    mutating func offset() -> Int? {
        if isAtEnd || take("Z") || take("z") { return 0 }
        let sign: Int
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
        guard let hours = digits(2), hours < 24 else { return nil }
        if isAtEnd { return sign * hours * 3_600 }
        _ = take(":")
        guard let minutes = digits(2), minutes < 60 else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }
}
