import Foundation
import TestSupport
import Testing

@testable import Athanor

/// When views are due.
@Suite struct FreshnessTargetTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func ago(_ seconds: Double) -> Date { now.addingTimeInterval(-seconds) }

    @Test("Rows get no older than an interval, and missed intervals are not piled up")
    func every() {
        let target = FreshnessTarget.every(minutes: 5)
        #expect(target.next(refreshed: ago(60), upstream: nil, now: now) == .at(now.addingTimeInterval(240)))
        #expect(target.next(refreshed: ago(300), upstream: nil, now: now) == .due(since: now))
        #expect(target.next(refreshed: ago(100_000), upstream: nil, now: now) == .due(since: ago(99_700)))
        #expect(target.next(refreshed: nil, upstream: nil, now: now) == .due(since: nil))
    }

    @Test("A view that was refreshed in the future, by a wrong clock, waits for one interval only")
    func future() {
        let next = FreshnessTarget.every(minutes: 5).next(refreshed: ago(-1_000_000), upstream: nil, now: now)
        #expect(next == .at(now.addingTimeInterval(300)))
    }

    @Test("Of the moments that were missed, the newest counts")
    func cron() throws {
        let target = FreshnessTarget.valid(cron: "0 4 * * *", timeZone: "Asia/Tokyo")
        let now = try moment("2026-11-25 12:00+09:00")
        let today = try moment("2026-11-25 04:00+09:00")
        let tomorrow = try moment("2026-11-26 04:00+09:00")
        #expect(target.next(refreshed: today, upstream: nil, now: now) == .at(tomorrow))
        #expect(target.next(refreshed: today.addingTimeInterval(60), upstream: nil, now: now) == .at(tomorrow))
        #expect(target.next(refreshed: today.addingTimeInterval(-1), upstream: nil, now: now) == .due(since: today))
        #expect(target.next(refreshed: .distantPast, upstream: nil, now: now) == .due(since: today))
        #expect(target.next(refreshed: nil, upstream: nil, now: now) == .due(since: nil))
        #expect(target.next(refreshed: today.addingTimeInterval(-1), upstream: nil, now: today) == .due(since: today))
    }

    @Test("A view follows another when that has newer rows")
    func after() {
        let target = FreshnessTarget.after("other")
        #expect(target.next(refreshed: ago(60), upstream: ago(30), now: now) == .due(since: ago(30)))
        #expect(target.next(refreshed: ago(60), upstream: ago(60), now: now) == .unscheduled)
        #expect(target.next(refreshed: ago(60), upstream: ago(90), now: now) == .unscheduled)
        #expect(target.next(refreshed: ago(60), upstream: nil, now: now) == .unscheduled)
        #expect(target.next(refreshed: nil, upstream: nil, now: now) == .due(since: nil))
    }

    @Test("A manual view is never due")
    func manual() {
        #expect(FreshnessTarget.manual.next(refreshed: nil, upstream: ago(1), now: now) == .unscheduled)
    }

    @Test("Whoever refreshes what is due finds it due no more")
    func settles() throws {
        var numbers = SeededNumbers(seed: 7)
        let targets: [FreshnessTarget] = [
            .every(.seconds(1)), .every(hours: 7), .valid(cron: "*/7 * * * *", timeZone: "Australia/Lord_Howe"),
            .valid(cron: "30 2 * * *", timeZone: "Europe/Berlin"), .after("other"),
        ]
        for _ in 0..<300 {
            let now = Date(timeIntervalSince1970: Double.random(in: 1_700_000_000..<1_900_000_000, using: &numbers))
            let refreshed = now.addingTimeInterval(-Double.random(in: 0..<200_000, using: &numbers))
            for target in targets {
                if case .due(let since) = target.next(refreshed: refreshed, upstream: refreshed + 0.5, now: now) {
                    let moment = try #require(since)
                    #expect(moment > refreshed && moment <= now + 0.5)
                }
                let then = target.next(refreshed: now, upstream: refreshed, now: now)
                if case .due = then { Issue.record("\(target) is due again: \(then)") }
                if case .at(let moment) = then { #expect(moment > now) }
            }
        }
    }

    @Test("Pauses after failures double up to the longest, however many there are")
    func backOff() {
        let usual = BackOff()
        #expect((0...3).map(usual.pause) == [.zero, .seconds(10), .seconds(20), .seconds(40)])
        #expect([7, 8, 9, .max].map(usual.pause) == [.seconds(640), .seconds(900), .seconds(900), .seconds(900)])
        #expect(usual.pause(afterFailures: -1) == .zero)
        #expect(BackOff(first: .seconds(60), longest: .seconds(30)).pause(afterFailures: 1) == .seconds(30))
        #expect(BackOff(first: .zero, longest: .seconds(30)).pause(afterFailures: .max) == .zero)
        let endless = BackOff(first: .seconds(Int64.max / 2), longest: .seconds(Int64.max))
        #expect(endless.pause(afterFailures: .max) == .seconds(Int64.max))
    }

    @Test("Intervals of one length are one")
    func intervals() {
        #expect(FreshnessTarget.every(.seconds(120)) == .every(minutes: 2))
        #expect(FreshnessTarget.every(hours: 48) == .every(days: 2))
        #expect(FreshnessTarget.every(.seconds(0)).description == "every 0 seconds")
    }
}
