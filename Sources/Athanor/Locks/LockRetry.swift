/// Retries work that could not get a lock, after a pause in which the sessions queued behind it can continue.
struct LockRetry: Sendable {
    /// The limit of retries.
    enum Limit: Sendable {
        /// The number of attempts in total.
        case attempts(Int)
        /// The total time; `nil` for no limit.
        case time(Duration?)
    }

    /// The limit of retries.
    let limit: Limit
    /// The pauses between attempts.
    var pauses = BackOff(first: .milliseconds(500), longest: .seconds(8))
    /// Called before each pause.
    let onRetry: @Sendable (_ attempt: Int, _ pause: Duration) -> Void

    /// Runs work that leaves nothing behind when it fails.
    /// - Parameters:
    ///   - obstacle: called after a failed attempt; returns why the work must not run again, or `nil` if it may.
    ///   - attempt: the work, called with the number of the attempt.
    /// - Throws: the error of the last attempt; a ``DatabaseFailure`` about a lock includes why there was no other
    ///   attempt. `CancellationError`.
    func run<Result>(
        unless obstacle: () -> LockFailure.End? = { nil }, _ attempt: (Int) async throws -> Result
    ) async throws -> Result {
        let started = ContinuousClock.now
        var number = 1
        var blockers: [BlockingSession] = []
        while true {
            do {
                return try await attempt(number)
            } catch {
                guard let failure = LockFailure.databaseError(in: error) else { throw error }
                // The last attempt may have ended before the first check.
                if !failure.blockers.isEmpty { blockers = failure.blockers }
                if let end = obstacle() ?? end(after: number, since: started) {
                    throw LockFailure.mapping(error) {
                        $0.blockers = blockers
                        $0.explain(end)
                    }
                }
                // Random pauses, so that waiting sessions do not retry together, or in step with periodic work.
                var pause = pauses.pause(afterFailures: number) * Double.random(in: 0.5...1)
                if case .time(let limit?) = limit { pause = min(pause, max(.zero, limit - (.now - started))) }
                onRetry(number, pause)
                try await Task.sleep(for: pause)
                number += 1
            }
        }
    }

    private func end(after attempts: Int, since started: ContinuousClock.Instant) -> LockFailure.End? {
        switch limit {
        case .attempts(let most): return attempts < most ? nil : .attempts(attempts)
        case .time(let longest):
            let waited = ContinuousClock.now - started
            guard let longest, waited >= longest else { return nil }
            return .time(waited)
        }
    }
}
