/// A day of the Gregorian calendar, of no time zone.
struct CivilDay: Hashable, Comparable, Sendable {
    /// The days since 1970-01-01.
    let number: Int
    /// The year's number.
    let year: Int
    /// From 1 to 12.
    let month: Int
    /// From 1.
    let day: Int

    init(number: Int) {
        self.number = number
        // Years are counted from 1 March, so that the leap day is a year's last, and in cycles of 400.
        let sinceMarch = number + 719_468
        let cycle = sinceMarch.flooredQuotient(by: 146_097)
        let inCycle = sinceMarch - cycle * 146_097
        let yearInCycle = (inCycle - inCycle / 1_460 + inCycle / 36_524 - inCycle / 146_096) / 365
        let inYear = inCycle - (yearInCycle * 365 + yearInCycle / 4 - yearInCycle / 100)
        // From March on, five months have 153 days, again and again.
        let monthFromMarch = (inYear * 5 + 2) / 153
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        day = inYear - (monthFromMarch * 153 + 2) / 5 + 1
        year = cycle * 400 + yearInCycle + (month <= 2 ? 1 : 0)
    }

    /// From 0, Sunday, to 6.
    var weekday: Int {
        // 1970-01-01 was a Thursday.
        let days = number + 4
        return days - days.flooredQuotient(by: 7) * 7
    }

    /// The first day of the next month.
    var nextMonth: CivilDay {
        // At most 31 days to the first of a month: walked by lengths, never by days.
        CivilDay(number: number - day + 1 + Self.length(ofMonth: month, year: year))
    }

    /// The last day of the month before.
    var endOfPreviousMonth: CivilDay { CivilDay(number: number - day) }

    /// The day so many days later.
    func advanced(by days: Int) -> CivilDay { CivilDay(number: number + days) }

    static func < (first: CivilDay, second: CivilDay) -> Bool { first.number < second.number }

    /// How many days a month has.
    static func length(ofMonth month: Int, year: Int) -> Int {
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        switch month {
        case 2: return isLeap ? 29 : 28
        case 4, 6, 9, 11: return 30
        default: return 31
        }
    }
}

extension Int {
    /// The quotient, rounded down also below zero.
    func flooredQuotient(by divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
