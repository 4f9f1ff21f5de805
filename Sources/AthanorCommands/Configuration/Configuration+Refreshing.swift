internal import Athanor

extension Configuration {
    /// How each view is refreshed.
    /// - Throws: ``ConfigurationError``.
    func refreshSettings(concurrently: ConcurrentRefresh) throws(ConfigurationError) -> RefreshSettings {
        RefreshSettings(
            concurrently: concurrently, lockTimeout: try timeLimit(.lockTimeout).duration,
            statementTimeout: try timeLimit(.statementTimeout).duration)
    }

    /// How many views are refreshed at the same time.
    /// - Throws: ``ConfigurationError``.
    func refreshJobs() throws(ConfigurationError) -> Int {
        guard let setting = self[.jobs] else { return 1 }
        guard let jobs = Int(setting.text), jobs > 0 else {
            throw setting.error(
                "\(setting.text) refreshes at a time are none", advice: "Write 1 for one after the other, or more.")
        }
        return jobs
    }

    /// How fresh views are to be kept, where that is said here instead of with their definitions: by their names, with or
    /// without schemas.
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
