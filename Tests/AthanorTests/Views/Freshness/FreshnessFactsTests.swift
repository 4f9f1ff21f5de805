import Foundation
import Testing

@testable import Athanor

/// What is concluded from record, log and configuration, without a database.
@Suite("Freshness of views")
struct FreshnessFactsTests {
    private static let now = Date(timeIntervalSince1970: 1_764_000_000)

    private static func record(
        _ outcome: LogRecord.Outcome, ago seconds: Double, took duration: Duration = .seconds(1), state: String? = nil
    ) -> LogRecord {
        LogRecord(
            entry: 1, kind: .refresh, subject: "v", startedAt: now.addingTimeInterval(-seconds), duration: duration,
            outcome: outcome, detail: nil, performedBy: "p", host: "h", process: 1, athanorVersion: "0",
            versionTable: nil,
            refresh: RefreshFigures(strategy: "plain", viewState: state))
    }

    private static func facts(
        _ statuses: [ViewStatus], noted: [QualifiedName: NotedView] = [:],
        configured: [ExactText: FreshnessTarget] = [:],
        log: [QualifiedName: [LogRecord]] = [:], lastRevision: Int64? = nil
    ) -> FreshnessFacts {
        FreshnessFacts(
            statuses: statuses, noted: noted, configured: configured,
            histories: log.mapValues { RefreshHistory(newest: $0) }, now: now, backOff: BackOff(),
            lastRevision: lastRevision, change: { $0 == $1 ? nil : "was changed from \($0) to \($1)" })
    }

    private static func status(_ name: QualifiedName, populated: Bool = true, state: String? = nil) -> ViewStatus {
        ViewStatus(name: name, isPopulated: populated, state: state)
    }

    private static func noted(_ target: String?, ago seconds: Double? = nil) -> NotedView {
        NotedView(madeAt: seconds.map { now.addingTimeInterval(-$0) }, target: target)
    }

    private func view(_ facts: FreshnessFacts, _ name: QualifiedName = "a.v") throws -> ViewFreshness {
        try #require(facts.overview.views.first { $0.view == name })
    }

    @Test("The later of creation and refresh counts")
    func theNewestOfCreationAndRefreshCounts() throws {
        let target = Self.noted("every 5 minutes", ago: 1000)
        let made = try view(Self.facts([Self.status("a.v")], noted: ["a.v": target]))
        #expect(made.age == .seconds(1000))
        #expect(made.next == .due(since: Self.now.addingTimeInterval(-700)))
        let refreshed = try view(
            Self.facts([Self.status("a.v")], noted: ["a.v": target], log: ["a.v": [Self.record(.done, ago: 60)]]))
        #expect(refreshed.age == .seconds(60))
        #expect(refreshed.next == .at(Self.now.addingTimeInterval(240)))
        #expect(!refreshed.isStale)
    }

    @Test("A view without data is due, and one without a target never is")
    func dueWithoutDataOrTarget() throws {
        let log = ["a.v": [Self.record(.done, ago: 1)], "a.w": []] as [QualifiedName: [LogRecord]]
        let facts = Self.facts(
            [Self.status("a.v", populated: false), Self.status("a.w", populated: false)],
            noted: ["a.v": Self.noted("every 1 day")], log: log)
        #expect(try view(facts).next == .due(since: nil))
        #expect(try view(facts).age == nil)
        #expect(try view(facts, "a.w").next == .unscheduled)
        #expect(facts.overview.stale.map(\.view) == ["a.v"])
    }

    @Test("Failures keep a view back for longer each time")
    func failuresKeepAViewBackForLongerEachTime() throws {
        func held(_ log: [LogRecord]) throws -> Date? {
            try view(
                Self.facts([Self.status("a.v")], noted: ["a.v": Self.noted("every 1 minute")], log: ["a.v": log])
            ).heldBackUntil
        }
        // It ended a second after it began.
        #expect(try held([Self.record(.failed, ago: 5)]) == Self.now.addingTimeInterval(6))
        #expect(
            try held([Self.record(.failed, ago: 5), Self.record(.failed, ago: 70), Self.record(.done, ago: 200)])
                == Self.now.addingTimeInterval(16))
        #expect(try held([Self.record(.failed, ago: 12)]) == nil)
        #expect(try held([Self.record(.done, ago: 100), Self.record(.failed, ago: 200)]) == nil)
        // Whoever stops a refresh says nothing about the view.
        #expect(try held([Self.record(.cancelled, ago: 1), Self.record(.done, ago: 100)]) == nil)
        #expect(
            try held([Self.record(.cancelled, ago: 1), Self.record(.failed, ago: 5)]) == Self.now.addingTimeInterval(6))
    }

    @Test("The configuration overrides, and its names may lack the schema")
    func configurationWins() throws {
        let facts = Self.facts(
            [Self.status("a.v"), Self.status("a.w"), Self.status("b.w"), Self.status("b.x")],
            noted: ["a.v": Self.noted("every 5 minutes"), "b.x": Self.noted("every 5 minutes")],
            configured: ["v": .manual, "w": .manual, "b.w": .every(hours: 1), "nothing": .manual])
        #expect(try view(facts).target == .set(.manual, by: .configuration))
        #expect(try view(facts, "b.w").target == .set(.every(hours: 1), by: .configuration))
        #expect(try view(facts, "b.x").target == .set(.every(minutes: 5), by: .revision))
        #expect(try view(facts, "a.w").target == .none)
        // Of the two views w neither is meant.
        #expect(facts.overview.unknownTargets == ["nothing", "w"])
    }

    @Test("A view after another is due once that one has new rows")
    func aViewAfterAnotherIsDueOnceThatHasNewRows() throws {
        func next(_ v: Double, _ w: Double) throws -> NextRefresh {
            try view(
                Self.facts(
                    [Self.status("a.v"), Self.status("a.w")], noted: ["a.v": Self.noted("after w")],
                    log: ["a.v": [Self.record(.done, ago: v)], "a.w": [Self.record(.done, ago: w)]])
            ).next
        }
        #expect(try next(10, 20) == .unscheduled)
        #expect(try next(20, 10) == .due(since: Self.now.addingTimeInterval(-9)))
        // It began while the other one still ran: what that wrote was not seen.
        #expect(try next(9.5, 10) == .due(since: Self.now.addingTimeInterval(-9)))
    }

    @Test("The error about an invalid target says why it is invalid")
    func targetsThatMakeNoSenseSayWhy() throws {
        let facts = Self.facts(
            [
                Self.status("a.v"), Self.status("a.w"), Self.status("a.x"), Self.status("a.y"),
                Self.status("a.z"),
            ],
            noted: [
                "a.v": Self.noted("after w"), "a.w": Self.noted("after a.v"), "a.x": Self.noted("after gone"),
                "a.y": Self.noted("now and then"), "a.z": Self.noted("after v"),
            ])
        for (name, reason) in [
            ("a.v", "a.v waits for a.w waits for a.v, so none can start"),
            ("a.w", "a.w waits for a.v waits for a.w, so none can start"),
            ("a.x", "there is no materialized view gone"),
        ] as [(QualifiedName, String)] {
            guard case .unusable(_, .revision, let because) = try view(facts, name).target else {
                Issue.record("\(name) has a target that can be used")
                continue
            }
            #expect(because == reason)
            #expect(try view(facts, name).next == .unscheduled)
        }
        guard case .unusable("now and then", .revision, _) = try view(facts, "a.y").target else {
            Issue.record("a target that cannot be read is used")
            return
        }
        // It waits for one that is in a circle, but is in none itself.
        #expect(try view(facts, "a.z").target == .set(.after("v"), by: .revision))
    }

    @Test("A change by others is noticed, and one by a revision does not count")
    func changesByOthersAreNoticed() throws {
        func change(_ state: String?, lastRevision: Int64? = nil, then: String? = "1:1") throws -> String? {
            try view(
                Self.facts(
                    [Self.status("a.v", state: state)], log: ["a.v": [Self.record(.done, ago: 100, state: then)]],
                    lastRevision: lastRevision)
            ).changeElsewhere
        }
        #expect(try change("1:1") == nil)
        #expect(try change("2:2") == "was changed from 1:1 to 2:2")
        // The refresh is entry 1.
        #expect(try change("2:2", lastRevision: 0) == "was changed from 1:1 to 2:2")
        #expect(try change("2:2", lastRevision: 2) == nil)
        #expect(try change(nil) == nil)
        #expect(try change("2:2", then: nil) == nil)
    }

    @Test("The views that follow stale views are known, also through others")
    func staleReadersAreKnown() throws {
        let facts = Self.facts(
            [Self.status("a.v"), Self.status("a.w"), Self.status("a.x"), Self.status("a.y")],
            noted: ["a.w": Self.noted("after v"), "a.x": Self.noted("after w"), "a.y": Self.noted("after nothing")])
        #expect(facts.followers(of: ["a.v"]).map(\.view) == ["a.w", "a.x"])
        #expect(facts.followers(of: ["a.w"]).map(\.view) == ["a.x"])
        #expect(facts.followers(of: ["a.x"]).isEmpty)
    }

    @Test("A view that is inspected again is judged by the newer log")
    func whatIsLookedAtAgainIsJudgedByTheNewerLog() throws {
        let before = Self.facts(
            [Self.status("a.v", populated: false)], noted: ["a.v": Self.noted("every 5 minutes")])
        #expect(try view(before).isDue)
        let later = Self.now.addingTimeInterval(3)
        let after = before.looking(
            again: ["a.v": RefreshHistory(newest: [Self.record(.done, ago: -1)])], now: later)
        #expect(try !view(after).isDue)
        #expect(try view(after).next == .at(Self.now.addingTimeInterval(301)))
        let failed = before.looking(
            again: ["a.v": RefreshHistory(newest: [Self.record(.failed, ago: -1)])], now: later)
        #expect(try view(failed).isStale)
        #expect(try !view(failed).isDue)
    }
}
