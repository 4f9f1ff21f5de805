/// Takes the migration lock, waiting for another migrator to finish.
struct LockAcquisition: Sendable {
    let lock: any MigrationLock
    /// How long to wait; `nil` without end.
    let wait: Duration?
    let onEvent: @Sendable (MigrationEvent) -> Void

    /// Polls until the lock is held.
    /// - Throws: ``LockNotAvailable`` when the time is over; ``DatabaseError``; `CancellationError`.
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
            if let wait, clock.now - started >= wait {
                throw LockNotAvailable(holder: holder, waited: clock.now - started)
            }
            // Those who wait spread out, lest they all ask at the same moment for ever.
            try await Task.sleep(for: pause * Double.random(in: 0.5...1))
            pause = min(pause * 2, .seconds(1))
        }
    }
}

/// Waits for a lock that is taken by beginning a transaction, and that the database itself waits for only shortly.
struct LockWaiting: Sendable {
    /// How long to wait; `nil` without end.
    let wait: Duration?
    let onEvent: @Sendable (MigrationEvent) -> Void

    /// Begins, again and again while the database says that someone else writes.
    /// - Throws: ``LockNotAvailable`` when the time is over; what `begin` throws otherwise.
    @discardableResult
    func untilAvailable<Result: Sendable>(_ begin: @Sendable () async throws -> Result) async throws -> Result {
        let started = ContinuousClock.now
        var isAnnounced = false
        while true {
            do {
                return try await begin()
            } catch let error as DatabaseError where error.kind == .lockNotAvailable {
                let waited = ContinuousClock.now - started
                if let wait, waited >= wait { throw LockNotAvailable(holder: nil, waited: waited) }
                if !isAnnounced { onEvent(.waitingForLock(holder: nil)) }
                isAnnounced = true
                try await Task.sleep(for: .milliseconds(Int.random(in: 20...100)))
            }
        }
    }
}

/// Another migrator held the lock for longer than this one was to wait.
public struct LockNotAvailable: Error, Sendable, Hashable, ExplainedError {
    /// Who holds it, where that is known.
    public let holder: String?
    /// How long was waited.
    public let waited: Duration

    /// Who holds the lock and what to do.
    public var explanation: Explanation {
        var explanation = Explanation(
            (holder.map { "another migrator is at work: \($0)" } ?? "someone else is at work on this database")
                + "; waited \(waited.milliseconds / 1000) s for it")
        explanation.state = "Nothing was changed."
        explanation.advice = "Run this again when it has finished, or let it wait longer (`lock_wait`)."
        return explanation
    }
}
