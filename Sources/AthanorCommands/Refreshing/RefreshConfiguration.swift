internal import Athanor

extension Configuration {
    /// How each view is refreshed.
    /// - Throws: ``ConfigurationError``.
    func refreshSettings(concurrently: ConcurrentRefresh) throws(ConfigurationError) -> RefreshSettings {
        RefreshSettings(
            concurrently: concurrently, lockTimeout: try timeout(.lockTimeout),
            statementTimeout: try timeout(.statementTimeout))
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
    func refreshTargets() throws(ConfigurationError) -> [String: FreshnessTarget] {
        var targets: [String: FreshnessTarget] = [:]
        for part in self[.refresh]?.parts ?? [] {
            let name = part.name ?? ""
            do {
                targets[name] = try FreshnessTarget(parsing: part.text)
            } catch {
                throw part.error("refresh of \(name): \(error.message)", advice: error.advice)
            }
        }
        return targets
    }

    /// A time that something may take; `nil` for any.
    private func timeout(_ key: ConfigurationKey) throws(ConfigurationError) -> Duration? {
        let time = try waitingTime(key)
        // Databases take 0 for no limit, which is the opposite of what it says.
        guard let setting = self[key], time == .zero else { return time }
        throw setting.error(
            "\"\(setting.text)\" leaves no time at all",
            advice: "Write a number with its unit, as 500ms, 2s or 10m, or forever for no limit.")
    }
}
