import TestSupport
import Testing

@testable import Athanor

/// How targets are written and read.
@Suite struct FreshnessTargetTextTests {
    @Test(
        "A target is read from the text that it writes",
        arguments: [
            (FreshnessTarget.every(minutes: 5), "every 5 minutes"), (.every(hours: 1), "every 1 hour"),
            (.every(.seconds(90)), "every 90 seconds"), (.every(minutes: 90), "every 90 minutes"),
            (.every(hours: 24), "every 1 day"), (.valid(cron: "0 4 * * *"), "cron 0 4 * * * UTC"),
            (.valid(cron: "@daily", timeZone: "Europe/Berlin"), "cron @daily Europe/Berlin"),
            (.valid(cron: "0 4 * * MON-FRI", timeZone: "Asia/Tokyo"), "cron 0 4 * * MON-FRI Asia/Tokyo"),
            (.after("other"), "after other"), (.after("reporting.other"), "after reporting.other"),
            (
                .after(QualifiedName(schema: "My Schema", name: "say \"hi\".")),
                "after \"My Schema\".\"say \"\"hi\"\".\""
            ),
            (.after("Orders"), "after \"Orders\""), (.after("日次"), "after 日次"), (.manual, "manual"),
        ])
    func canonical(_ target: FreshnessTarget, _ text: String) throws {
        #expect(target.description == text)
        #expect(try FreshnessTarget(parsing: text) == target)
        try target.check()
    }

    @Test(
        "Shorter forms are read too",
        arguments: [
            ("every 5m", FreshnessTarget.every(minutes: 5)), (" every 90 s ", .every(.seconds(90))),
            ("every hour", .every(hours: 1)), ("Every 1h30m", .every(minutes: 90)),
            ("every 2 days 3 hrs", .every(hours: 51)), ("cron @daily", .valid(cron: "@daily")),
            ("cron \"0  4 * * *\" Asia/Tokyo", .valid(cron: "0 4 * * *", timeZone: "Asia/Tokyo")),
            ("cron '0 4 * * *'", .valid(cron: "0 4 * * *")), ("cron   0 4 * *\t*", .valid(cron: "0 4 * * *")),
            ("after Reporting.Other", .after("reporting.other")), ("MANUAL", .manual),
            ("cron 0 4 * * * US/Pacific", .valid(cron: "0 4 * * *", timeZone: "US/Pacific")),
        ])
    func short(_ text: String, _ target: FreshnessTarget) throws {
        #expect(try FreshnessTarget(parsing: text) == target)
    }

    @Test(
        "What cannot be meant is refused, with what to write",
        arguments: [
            ("", "the freshness target is empty", "every 5 minutes"),
            ("evry 5 minutes", "it begins with \"evry\"", "Did you mean `every`?"),
            ("every", "is not an interval", "every 5 minutes"), ("every 5", "is not an interval", "every 5 minutes"),
            ("every 0 seconds", "every 0 seconds", "1 second"), ("every 5 minuts", "no unit \"minuts\"", "\"minutes\""),
            ("every month", "no fixed length", "cron @monthly"),
            ("every 99999999999999999999 s", "not an interval", ""),
            ("every 9999999999999999 days", "not an interval", ""), ("every 99999 days", "century", "manual"),
            ("every -5 minutes", "not an interval", ""), ("every 5 minutes hour", "not an interval", ""),
            ("every week", "weeks", "7 days"), ("manual 5", "takes no argument", ""),
            ("after", "is missing", "after daily_usage"), ("after a.b.c", "\"a.b.c\" is not the name of a view", ""),
            ("after \"a", "not the name of a view", ""), ("after a b", "not the name of a view", ""),
            ("after 1a", "not the name of a view", ""),
            ("cron", "here are 0", "0 4 * * *"), ("cron 0 4 * *", "here are 4", "0 4 * * *"),
            ("cron 0 4 * * Asia/Tokyo", "here are 4: \"0 4 * *\"", ""),
            ("cron 0 0 4 * * *", "here are 6", "Seconds"), ("cron 0 0 4 * * * UTC", "here are 6", "Seconds"),
            ("cron \"0 4 * * *", "not closed", ""), ("cron 61 * * * *", "there is no minute 61", "0 to 59"),
            ("cron * 24 * * *", "there is no hour 24", "0 to 23"), ("cron 0 0 0 * *", "day of the month 0", "1 to 31"),
            ("cron 0 0 * 13 *", "month 13", "1 to 12"), ("cron 0 0 * * 8", "day of the week 8", "0 to 7"),
            ("cron 0 0 * * Monday", "\"Monday\" is not a valid day", "MON"),
            ("cron 0 0 * jqn *", "\"jqn\" is not a valid month", "JAN or JUN"),
            ("cron 0 0 L * *", "\"L\" is not a valid day of the month", "other schedulers"),
            ("cron 5/15 * * * *", "a step needs a range", "5-59/15"),
            ("cron */90 * * * *", "longer", "every 90 minutes"),
            ("cron */0 * * * *", "not a step", ""), ("cron 22-2 * * * *", "backwards", "22-59,0-2"),
            ("cron 1,,2 * * * *", "a value is missing", ""), ("cron 0 0 30 2 *", "never matches", "third field"),
            ("cron 0 0 31 4,6 */2", "never matches", ""), ("cron @dayly", "not a cron expression", "\"@daily\""),
            ("cron @reboot", "@reboot", "manual"), ("cron @daily Europe/Berlim", "no time zone", "Europe/Berlin"),
            ("cron @daily europe/berlin", "no time zone", "Did you mean Europe/Berlin?"),
            ("cron @daily Tokyo", "no time zone", "Did you mean Asia/Tokyo?"),
            ("cron @daily EST", "abbreviation", "America/New_York"), ("cron @daily GMT+3", "offset", "IANA"),
            ("cron @daily Moon", "no time zone", "IANA"), ("cron @daily utc", "no time zone", "UTC"),
        ])
    func refused(_ text: String, _ message: String, _ advice: String) {
        let error = #expect(throws: FreshnessTargetError.self) { try FreshnessTarget(parsing: text) }
        #expect(error?.message.contains(message) == true, "\(error?.description ?? "")")
        #expect(error?.advice.contains(advice) == true || advice.isEmpty, "\(error?.description ?? "")")
        #expect(error?.advice.isEmpty == false)
    }

    @Test("Targets made in code are checked alike")
    func checked() {
        #expect(throws: FreshnessTargetError.self) { try FreshnessTarget.every(.seconds(0)).check() }
        #expect(throws: FreshnessTargetError.self) { try FreshnessTarget.every(days: .max).check() }
        #expect(throws: FreshnessTargetError.self) { try FreshnessTarget.every(hours: .min).check() }
        #expect(throws: FreshnessTargetError.self) { try CronSchedule("0 4 * *") }
        #expect(throws: FreshnessTargetError.self) { try CronSchedule("@daily", timeZone: "Mars") }
        #expect(throws: FreshnessTargetError.self) { try FreshnessTarget.after("").check() }
    }

    @Test(
        "An interval is a number of whole seconds, and the error says what to write",
        arguments: [(1_500, "seconds(1)"), (999, "1 second"), (-1_500, "1 second")])
    func wholeSeconds(_ milliseconds: Int, _ advice: String) {
        let error = #expect(throws: FreshnessTargetError.self) {
            try FreshnessTarget.every(.milliseconds(milliseconds)).check()
        }
        #expect(error?.advice.contains(advice) == true, "\(error?.description ?? "")")
    }

    @Test("Random names and intervals come back from their texts")
    func random() throws {
        var numbers = SeededNumbers(seed: 6)
        let letters = Array("abzAZ_09$. \"'ñ日;-")
        for _ in 0..<500 {
            let name = {
                (0..<Int.random(in: 1...6, using: &numbers)).map { _ in letters.randomElement(using: &numbers) ?? "a" }
            }
            let schema = Bool.random(using: &numbers) ? String(name()) : nil
            let targets: [FreshnessTarget] = [
                .after(QualifiedName(schema: schema, name: String(name()))),
                .every(.seconds(Int.random(in: 1...3_000_000_000, using: &numbers))),
            ]
            for target in targets {
                #expect(try FreshnessTarget(parsing: target.description) == target, "\(target)")
            }
        }
    }
}
