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
    ///   - isRepeatable: asked when an attempt has failed: whether the work may run again.
    ///   - attempt: the work.
    /// - Throws: what the last attempt threw; a ``DatabaseError`` about a lock says why there was no other. `CancellationError`.
    func run<Result>(
        while isRepeatable: () -> Bool = { true }, _ attempt: () async throws -> Result
    ) async throws -> Result {
        var number = 1
        while true {
            do {
                return try await attempt()
            } catch where LockFailure.isAboutLocks(error) {
                guard isRepeatable() else { throw LockFailure.mapping(error) { $0.explain(.ranOwnCode) } }
                guard number < attempts else { throw LockFailure.mapping(error) { $0.explain(.attempts(number)) } }
                // Those who wait spread out, and are in step with nothing that comes back regularly.
                let pause = pauses.pause(afterFailures: number) * Double.random(in: 0.5...1)
                onRetry(number, pause)
                try await Task.sleep(for: pause)
                number += 1
            }
        }
    }
}
