import Foundation
import TestSupport
import Testing

@testable import Athanor

/// The moments of cron expressions.
@Suite struct CronScheduleTests {
    /// The next moments after one, each written with the zone's offset.
    private func next(
        _ count: Int, of expression: String, in zone: String, after start: String
    ) throws -> [String] {
        let schedule = try CronSchedule(expression, timeZone: zone)
        var moments: [Date] = []
        var last = try moment(start)
        while moments.count < count, let next = schedule.next(after: last) {
            // What comes next is what was the latest then, and nothing lies between.
            #expect(schedule.latest(atOrBefore: next) == next)
            #expect(schedule.latest(atOrBefore: next.addingTimeInterval(-0.5)) ?? .distantPast <= last)
            moments.append(next)
            last = next
        }
        return try moments.map { try shown($0, in: zone) }
    }

    private func shown(_ date: Date, in zone: String) throws -> String {
        let zone = try #require(TimeZone(identifier: zone))
        let offset = zone.secondsFromGMT(for: date) / 60
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let sign = offset < 0 ? "-" : "+"
        let suffix = offset == 0 ? "Z" : "\(sign)\(two(abs(offset) / 60)):\(two(abs(offset) % 60))"
        let clock = date.addingTimeInterval(Double(offset * 60)).formatted(.iso8601)
        return clock.replacing("T", with: " ").replacing(":00Z", with: suffix)
    }

    @Test("A time of day that the clock skips comes once, when the clock has skipped it")
    func spring() throws {
        #expect(
            try next(3, of: "30 2 * * *", in: "Europe/Berlin", after: "2026-03-28 00:00+01:00")
                == ["2026-03-28 02:30+01:00", "2026-03-29 03:00+02:00", "2026-03-30 02:30+02:00"])
        #expect(
            try next(3, of: "0,15,30 2,3 * * *", in: "America/New_York", after: "2026-03-08 00:00-05:00")
                == ["2026-03-08 03:00-04:00", "2026-03-08 03:15-04:00", "2026-03-08 03:30-04:00"])
        #expect(
            try next(2, of: "10 2 * * *", in: "Australia/Lord_Howe", after: "2026-10-03 12:00+10:30")
                == ["2026-10-04 02:30+11:00", "2026-10-05 02:10+11:00"])
    }

    @Test("A time of day that the clock shows twice comes once, the first time")
    func autumn() throws {
        #expect(
            try next(3, of: "30 2 * * *", in: "Europe/Berlin", after: "2026-10-24 12:00+02:00")
                == ["2026-10-25 02:30+02:00", "2026-10-26 02:30+01:00", "2026-10-27 02:30+01:00"])
        #expect(
            try next(2, of: "30 1 * * *", in: "America/New_York", after: "2026-10-31 12:00-04:00")
                == ["2026-11-01 01:30-04:00", "2026-11-02 01:30-05:00"])
        #expect(
            try next(2, of: "45 1 * * *", in: "Australia/Lord_Howe", after: "2026-04-04 12:00+11:00")
                == ["2026-04-05 01:45+11:00", "2026-04-06 01:45+10:30"])
        // In between, the time of day has come already.
        let schedule = try CronSchedule("30 2 * * *", timeZone: "Europe/Berlin")
        #expect(
            schedule.latest(atOrBefore: try moment("2026-10-25 02:45+01:00")) == (try moment("2026-10-25 02:30+02:00")))
    }

    @Test("What goes by the clock comes at equal distances while the clock changes")
    func intervals() throws {
        #expect(
            try next(4, of: "*/30 * * * *", in: "Europe/Berlin", after: "2026-03-29 01:00+01:00")
                == [
                    "2026-03-29 01:30+01:00", "2026-03-29 03:00+02:00", "2026-03-29 03:30+02:00",
                    "2026-03-29 04:00+02:00",
                ])
        #expect(
            try next(4, of: "0 * * * *", in: "Europe/Berlin", after: "2026-10-25 00:30+02:00")
                == [
                    "2026-10-25 01:00+02:00", "2026-10-25 02:00+02:00", "2026-10-25 02:00+01:00",
                    "2026-10-25 03:00+01:00",
                ])
        #expect(
            try next(2, of: "*/20 2 * * *", in: "Europe/Berlin", after: "2026-03-28 02:30+01:00")
                == ["2026-03-28 02:40+01:00", "2026-03-30 02:00+02:00"])
    }

    @Test("A day that a zone left out comes at its end")
    func skippedDay() throws {
        #expect(
            try next(4, of: "0 4 * * *", in: "Pacific/Apia", after: "2011-12-28 12:00-10:00")
                == [
                    "2011-12-29 04:00-10:00", "2011-12-31 00:00+14:00", "2011-12-31 04:00+14:00",
                    "2012-01-01 04:00+14:00",
                ])
        #expect(
            try next(1, of: "0 4 30 12 *", in: "Pacific/Apia", after: "2011-12-01 00:00-10:00")
                == ["2011-12-31 00:00+14:00"])
        #expect(
            try next(2, of: "0 */12 * * *", in: "Pacific/Apia", after: "2011-12-29 11:00-10:00")
                == ["2011-12-29 12:00-10:00", "2011-12-31 00:00+14:00"])
    }

    @Test("A clock that is put back over midnight shows a day twice")
    func backOverMidnight() throws {
        // St. John's changed its clocks at one minute past midnight.
        #expect(
            try next(4, of: "0,30 * * * *", in: "America/St_Johns", after: "2006-10-28 23:15-02:30")
                == [
                    "2006-10-28 23:30-02:30", "2006-10-29 00:00-02:30", "2006-10-28 23:30-03:30",
                    "2006-10-29 00:00-03:30",
                ])
        #expect(
            try next(3, of: "0,30 0,23 * * *", in: "America/St_Johns", after: "2006-10-28 23:15-02:30")
                == ["2006-10-28 23:30-02:30", "2006-10-29 00:00-02:30", "2006-10-29 00:30-03:30"])
    }

    @Test("Years end, leap days come, and Tokyo's clock stands still")
    func calendar() throws {
        #expect(
            try next(2, of: "59 23 31 12 *", in: "Asia/Tokyo", after: "2026-12-31 23:59+09:00")
                == ["2027-12-31 23:59+09:00", "2028-12-31 23:59+09:00"])
        #expect(
            try next(2, of: "0 0 29 2 *", in: "UTC", after: "2095-01-01 00:00Z")
                == ["2096-02-29 00:00Z", "2104-02-29 00:00Z"])
        // A field that begins with a star does not stand alone: every 29 February at a weekend.
        #expect(
            try next(2, of: "0 0 29 2 */6", in: "UTC", after: "2080-03-01 00:00Z")
                == ["2088-02-29 00:00Z", "2116-02-29 00:00Z"])
        #expect(
            try next(3, of: "0 0 13 * FRI", in: "UTC", after: "2026-11-10 00:00Z")
                == ["2026-11-13 00:00Z", "2026-11-20 00:00Z", "2026-11-27 00:00Z"])
        #expect(
            try next(2, of: "@monthly", in: "Asia/Tokyo", after: "2026-11-25 00:00Z")
                == ["2026-12-01 00:00+09:00", "2027-01-01 00:00+09:00"])
        #expect(
            try next(3, of: "0 9 * jan-feb Sat-Sun", in: "Asia/Tokyo", after: "2026-11-25 00:00Z")
                == ["2027-01-02 09:00+09:00", "2027-01-03 09:00+09:00", "2027-01-09 09:00+09:00"])
        #expect(
            try next(1, of: "0 0 * * 7", in: "UTC", after: "2026-11-25 00:00Z")
                == (try next(1, of: "0 0 * * 0", in: "UTC", after: "2026-11-25 00:00Z")))
    }

    @Test("A moment between two seconds is after the first of them")
    func fractions() throws {
        let schedule = try CronSchedule("* * * * *", timeZone: "UTC")
        let minute = try moment("2026-11-25 10:00Z")
        #expect(schedule.next(after: minute.addingTimeInterval(-0.001)) == minute)
        #expect(schedule.next(after: minute) == minute.addingTimeInterval(60))
        #expect(schedule.latest(atOrBefore: minute.addingTimeInterval(0.999)) == minute)
        #expect(schedule.next(after: Date(timeIntervalSince1970: .infinity)) == nil)
    }

    @Test(
        "Random schedules come when a cron that looks at the clock every minute runs them",
        arguments: [
            "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Apia",
            "America/St_Johns",
        ])
    func random(_ name: String) throws {
        let zone = try #require(TimeZone(identifier: name))
        var numbers = SeededNumbers(seed: 20_261_125)
        var found = 0
        for _ in 0..<60 {
            let expression = SimulatedCron.Expression(using: &numbers)
            guard let schedule = try? CronSchedule(expression.description, timeZone: name) else { continue }
            // Half of them around a change of the clock, if there is one.
            let anywhere = Date(
                timeIntervalSince1970: Double(Int.random(in: 1_000_000_000..<1_700_000_000, using: &numbers)))
            let change = Bool.random(using: &numbers) ? zone.nextDaylightSavingTimeTransition(after: anywhere) : nil
            let start =
                Int((change ?? anywhere).timeIntervalSince1970) / 60 - Int.random(in: 0...2_950, using: &numbers)
            let end = start + 3_000
            let runs = SimulatedCron(expression: expression, zone: zone).runs(from: start, through: end)
            var scheduled: [Int] = []
            // Of one that comes every minute, the runs around the change are enough.
            var last = Date(timeIntervalSince1970: Double(runs.dropLast(80).last.map { $0 * 60 } ?? start * 60 - 1))
            while let next = schedule.next(after: last), next.timeIntervalSince1970 <= Double(end * 60) {
                scheduled.append(Int(next.timeIntervalSince1970) / 60)
                last = next
            }
            #expect(scheduled == runs.suffix(80), "\(expression) from minute \(start)")
            found += scheduled.count
            for _ in 0..<10 {
                let minute = Int.random(in: start...end, using: &numbers)
                guard let expected = runs.last(where: { $0 <= minute }) else { continue }
                let latest = schedule.latest(atOrBefore: Date(timeIntervalSince1970: Double(minute * 60)))
                #expect(
                    latest == Date(timeIntervalSince1970: Double(expected * 60)), "\(expression) at minute \(minute)")
            }
        }
        #expect(found > 1_000)
    }
}
