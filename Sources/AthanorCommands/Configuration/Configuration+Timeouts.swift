internal import Athanor

extension Configuration {
    /// How long statements of revisions may wait for locks, and how long they may run.
    /// - Throws: ``ConfigurationError``.
    func timeouts() throws(ConfigurationError) -> Timeouts {
        Timeouts(
            lock: try timeLimit(.lockTimeout), indexLock: try timeLimit(.indexLockTimeout),
            statement: try timeLimit(.statementTimeout))
    }

    /// The number of attempts at a transaction that cannot get its locks.
    /// - Throws: ``ConfigurationError``.
    func lockAttempts() throws(ConfigurationError) -> Int {
        guard let setting = self[.lockAttempts] else { return MigratorOptions().lockAttempts }
        guard let attempts = Int(setting.text), attempts > 0 else {
            throw setting.error(
                "lock_attempts must be at least 1, not \(setting.text)", advice: "Write 1 to try once, or more.")
        }
        return attempts
    }

    /// The time limit of a key, or its default.
    /// - Throws: ``ConfigurationError``.
    func timeLimit(_ key: ConfigurationKey) throws(ConfigurationError) -> TimeLimit {
        guard let setting = self[key] else { return key.standard.flatMap { TimeLimit($0) } ?? .unlimited }
        if let limit = TimeLimit(setting.text) { return limit }
        // Databases read 0 as no limit, the opposite of what it seems to mean.
        let problem = WaitingTime(setting.text) == nil ? "is not a time to wait" : "leaves no time at all"
        throw setting.error("\"\(setting.text)\" \(problem)", advice: TimeLimit.advice)
    }
}
