import Athanor

extension FreshnessTarget {
    /// A target of a cron expression that is valid; `manual`, which no test of these expects, if it is not.
    static func valid(cron expression: String, timeZone: String = "UTC") -> FreshnessTarget {
        (try? CronSchedule(expression, timeZone: timeZone)).map(FreshnessTarget.cron) ?? .manual
    }
}
