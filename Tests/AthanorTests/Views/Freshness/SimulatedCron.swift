import Foundation
import TestSupport

/// A cron that looks at the clock every minute, as the daemon does: what schedules are compared with.
struct SimulatedCron {
    /// A random expression, with the values of its fields.
    struct Expression: CustomStringConvertible {
        var description = ""
        private var fields: [(values: Set<Int>, hasStar: Bool)] = []

        init(using numbers: inout SeededNumbers) {
            let ranges = [0...59, 0...23, 1...31, 1...12, 0...6]
            var texts: [String] = []
            for (index, range) in ranges.enumerated() {
                // Most days count, so that there is something to find.
                let isDay = index >= 2
                switch Int.random(in: 0..<(isDay ? 9 : 5), using: &numbers) {
                case 0:
                    let values = (0..<3).map { _ in Int.random(in: range, using: &numbers) }
                    texts.append(values.map(String.init).joined(separator: ","))
                    fields.append((Set(values), false))
                case 1:
                    let step = Int.random(in: 1...min(20, range.upperBound), using: &numbers)
                    texts.append("*/\(step)")
                    fields.append((Set(stride(from: range.lowerBound, through: range.upperBound, by: step)), true))
                case 2:
                    let ends = [Int.random(in: range, using: &numbers), Int.random(in: range, using: &numbers)].sorted()
                    let step = Int.random(in: 1...3, using: &numbers)
                    texts.append("\(ends[0])-\(ends[1])/\(step)")
                    fields.append((Set(stride(from: ends[0], through: ends[1], by: step)), false))
                case 3 where !isDay:
                    let value = Int.random(in: index == 1 ? 0...4 : range, using: &numbers)
                    texts.append("\(value)")
                    fields.append(([value], false))
                default:
                    texts.append("*")
                    fields.append((Set(range), true))
                }
            }
            description = texts.joined(separator: " ")
        }

        var followsClock: Bool { fields[0].hasStar || fields[1].hasStar }

        func matches(_ minute: Int) -> Bool {
            let ofDay = (minute % 1_440 + 1_440) % 1_440
            guard fields[0].values.contains(ofDay % 60), fields[1].values.contains(ofDay / 60) else { return false }
            let clock = Date(timeIntervalSince1970: Double(minute * 60))
            let parts = Self.calendar.dateComponents([.day, .month, .weekday], from: clock)
            guard let day = parts.day, let month = parts.month, let weekday = parts.weekday,
                fields[3].values.contains(month)
            else { return false }
            let isDay = fields[2].values.contains(day)
            let isWeekday = fields[4].values.contains(weekday - 1)
            return fields[2].hasStar || fields[4].hasStar ? isDay && isWeekday : isDay || isWeekday
        }

        private static let calendar = {
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = .gmt
            return calendar
        }()
    }

    let expression: Expression
    let zone: TimeZone

    /// When it runs something between two moments. It has run for two days when the first of them comes.
    func runs(from start: Int, through end: Int) -> [Int] {
        var newest = clock(start - 2 * 1_440) - 1
        var runs: [Int] = []
        for minute in (start - 2 * 1_440)...end {
            let shown = clock(minute)
            let isRun =
                expression.followsClock
                ? expression.matches(shown)
                : shown > newest && (newest + 1...shown).contains(where: expression.matches)
            newest = max(newest, shown)
            if isRun, minute >= start { runs.append(minute) }
        }
        return runs
    }

    /// The minute that the clock shows, counted as if the zone had no offset.
    private func clock(_ minute: Int) -> Int {
        minute + zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(minute * 60))) / 60
    }
}
