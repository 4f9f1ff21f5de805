internal import Athanor

extension Configuration {
    /// The settings with which each view is refreshed.
    /// - Throws: ``ConfigurationError``.
    func refreshSettings(concurrently: ConcurrentRefresh) throws(ConfigurationError) -> RefreshSettings {
        // Without a limit of ours, the session's applies, as for revisions.
        let statementTimeout = try timeLimit(.statementTimeout)
        return RefreshSettings(
            concurrently: concurrently, lockTimeout: try timeLimit(.lockTimeout),
            statementTimeout: statementTimeout == .unlimited ? nil : statementTimeout)
    }

    /// The number of views to refresh at the same time.
    /// - Throws: ``ConfigurationError``.
    func refreshJobs() throws(ConfigurationError) -> Int {
        guard let setting = self[.jobs] else { return 1 }
        guard let jobs = Int(setting.text), jobs > 0 else {
            throw setting.error(
                "jobs must be at least 1, not \(setting.text)",
                advice: "Write 1 to refresh one view at a time, or more.")
        }
        return jobs
    }

    /// The freshness targets in the configuration, by names of views with or without schemas. They win over those in
    /// revisions.
    /// - Throws: ``ConfigurationError`` at the place of a target that cannot be read.
    func refreshTargets() throws(ConfigurationError) -> [ExactText: FreshnessTarget] {
        var targets: [ExactText: FreshnessTarget] = [:]
        for part in self[.refresh]?.parts ?? [] {
            let name = part.name ?? ""
            do {
                targets[ExactText(name)] = try FreshnessTarget(parsing: part.text)
            } catch {
                throw part.error("refresh of \(name): \(error.message)", advice: error.advice)
            }
        }
        return targets
    }
}
