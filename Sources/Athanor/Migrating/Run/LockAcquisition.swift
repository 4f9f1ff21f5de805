/// Takes the migration lock, waiting for another migrator to finish.
struct LockAcquisition: Sendable {
    let lock: any MigrationLock
    /// How long to wait.
    let limit: TimeLimit
    let onEvent: @Sendable (MigrationEvent) -> Void

    /// Polls until the lock is held.
    /// - Throws: ``LockNotAvailable`` after that time; ``DatabaseFailure``; `CancellationError`.
    func acquire() async throws {
        let clock = ContinuousClock()
        let started = clock.now
        var pause = Duration.milliseconds(50)
        var announced: String??
        while try await !lock.tryAcquire() {
            let holder = try await lock.holder()
            if announced == nil || announced != .some(holder) {
                onEvent(.waitingForLock(holder: holder))
                announced = .some(holder)
            }
            if let longest = limit.exactDuration, clock.now - started >= longest {
                throw LockNotAvailable(holder: holder, waited: clock.now - started)
            }
            // Random pauses, so that waiting migrators do not all poll at the same time.
            try await Task.sleep(for: pause * Double.random(in: 0.5...1))
            pause = min(pause * 2, .seconds(1))
        }
    }
}

/// Waits for a lock that is taken by beginning a transaction, if the database itself waits for it only briefly.
struct LockWaiting: Sendable {
    /// How long to wait.
    let limit: TimeLimit
    let onEvent: @Sendable (MigrationEvent) -> Void

    /// Begins, and retries while the database reports that another session writes.
    /// - Throws: ``LockNotAvailable`` after that time; other errors of `begin`.
    @discardableResult
    func untilAvailable<Result: Sendable>(_ begin: @Sendable () async throws -> Result) async throws -> Result {
        let started = ContinuousClock.now
        var isAnnounced = false
        while true {
            do {
                return try await begin()
            } catch let error as DatabaseFailure where error.kind == .lockNotAvailable {
                let waited = ContinuousClock.now - started
                if let longest = limit.exactDuration, waited >= longest {
                    throw LockNotAvailable(holder: nil, waited: waited)
                }
                if !isAnnounced { onEvent(.waitingForLock(holder: nil)) }
                isAnnounced = true
                try await Task.sleep(for: .milliseconds(Int.random(in: 20...100)))
            }
        }
    }
}
