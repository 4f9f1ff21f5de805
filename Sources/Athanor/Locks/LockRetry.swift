/// Runs work again that could not have a lock, after a pause in which those who had queued behind it go on.
struct LockRetry: Sendable {
    /// When work is no longer tried.
    enum Limit: Sendable {
        /// After so many attempts in all.
        case attempts(Int)
        /// After so long; `nil` for no end.
        case time(Duration?)
    }

    /// When work is no longer tried.
    let limit: Limit
    /// The pauses between.
    var pauses = BackOff(first: .milliseconds(500), longest: .seconds(8))
    /// Called before each pause.
    let onRetry: @Sendable (_ attempt: Int, _ pause: Duration) -> Void

    /// Runs work that leaves nothing behind when it fails.
    /// - Parameters:
    ///   - obstacle: asked when an attempt has failed: why the work must not run again; `nil` when it may.
    ///   - attempt: the work.
    /// - Throws: what the last attempt threw; a ``DatabaseError`` about a lock says why there was no other. `CancellationError`.
    func run<Result>(
        unless obstacle: () -> LockFailure.End? = { nil }, _ attempt: () async throws -> Result
    ) async throws -> Result {
        let started = ContinuousClock.now
        var number = 1
        var blockers: [BlockingSession] = []
        while true {
            do {
                return try await attempt()
            } catch {
                guard let failure = LockFailure.databaseError(in: error) else { throw error }
                // The last attempt may have been over before anybody looked.
                if !failure.blockers.isEmpty { blockers = failure.blockers }
                if let end = obstacle() ?? end(after: number, since: started) {
                    throw LockFailure.mapping(error) {
                        $0.blockers = blockers
                        $0.explain(end)
                    }
                }
                // Those who wait spread out, and are in step with nothing that comes back regularly.
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
