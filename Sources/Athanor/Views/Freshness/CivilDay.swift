/// A day of the Gregorian calendar, without a time zone.
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
        // Years start on 1 March here, so that the leap day is the last of its year, and repeat in cycles of 400.
        let sinceMarch = number + 719_468
        let cycle = sinceMarch.flooredQuotient(by: 146_097)
        let inCycle = sinceMarch - cycle * 146_097
        let yearInCycle = (inCycle - inCycle / 1_460 + inCycle / 36_524 - inCycle / 146_096) / 365
        let inYear = inCycle - (yearInCycle * 365 + yearInCycle / 4 - yearInCycle / 100)
        // From March on, each group of five months has 153 days.
        let monthFromMarch = (inYear * 5 + 2) / 153
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        day = inYear - (monthFromMarch * 153 + 2) / 5 + 1
        year = cycle * 400 + yearInCycle + (month <= 2 ? 1 : 0)
    }

    /// From 0 (Sunday) to 6.
    var weekday: Int {
        // 1970-01-01 was a Thursday.
        let days = number + 4
        return days - days.flooredQuotient(by: 7) * 7
    }

    /// The first day of the next month.
    var nextMonth: CivilDay {
        // A month has at most 31 days, so skip to the next month by its length, not day by day.
        CivilDay(number: number - day + 1 + Self.length(ofMonth: month, year: year))
    }

    /// The last day of the previous month.
    var endOfPreviousMonth: CivilDay { CivilDay(number: number - day) }

    /// Returns the day this many days later.
    func advanced(by days: Int) -> CivilDay { CivilDay(number: number + days) }

    static func < (first: CivilDay, second: CivilDay) -> Bool { first.number < second.number }

    /// Returns the number of days of a month.
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
    /// Returns the quotient rounded down, also for negative numbers.
    func flooredQuotient(by divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
