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
        let deadline = wait.map { clock.now.advanced(by: $0) }
        var pause = Duration.milliseconds(50)
        var announced: String??
        while try await !lock.tryAcquire() {
            let holder = try await lock.holder()
            if announced == nil || announced != .some(holder) {
                onEvent(.waitingForLock(holder: holder))
                announced = .some(holder)
            }
            if let deadline, clock.now >= deadline { throw LockNotAvailable(holder: holder, waited: wait ?? .zero) }
            // Those who wait spread out, lest they all ask at the same moment for ever.
            try await Task.sleep(for: pause * Double.random(in: 0.5...1))
            pause = min(pause * 2, .seconds(1))
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
            "another migrator is at work" + (holder.map { ": \($0)" } ?? "")
                + "; waited \(waited.milliseconds) ms for it")
        explanation.state = "Nothing was changed."
        explanation.advice = "Run this again when it has finished, or wait longer with --lock-wait."
        return explanation
    }
}
