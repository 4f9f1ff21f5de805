/// Runs work again that could not have a lock, after a pause in which those who had queued behind it go on.
struct LockRetry: Sendable {
    /// How often work is tried in all.
    let attempts: Int
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
        var number = 1
        var blockers: [BlockingSession] = []
        while true {
            do {
                return try await attempt()
            } catch {
                guard let failure = LockFailure.databaseError(in: error) else { throw error }
                // The last attempt may have been over before anybody looked.
                if !failure.blockers.isEmpty { blockers = failure.blockers }
                if let end = obstacle() ?? (number < attempts ? nil : .attempts(number)) {
                    throw LockFailure.mapping(error) {
                        $0.blockers = blockers
                        $0.explain(end)
                    }
                }
                // Those who wait spread out, and are in step with nothing that comes back regularly.
                let pause = pauses.pause(afterFailures: number) * Double.random(in: 0.5...1)
                onRetry(number, pause)
                try await Task.sleep(for: pause)
                number += 1
            }
        }
    }
}
