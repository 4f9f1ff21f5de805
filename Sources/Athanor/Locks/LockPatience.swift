/// Watches and retries work that waits for locks: finds the sessions that hold them, and retries work that could not
/// get its locks.
struct LockPatience: Sendable {
    let watch: LockWatch
    let retry: LockRetry

    /// Creates a value from the options of a session.
    init(_ session: MigrationSession) {
        let (connection, url, options) = (session.connection, session.address.url, session.options)
        watch = LockWatch(
            open: {
                try await connection.module.lockMonitor(of: connection, at: url, options: options.connection)
            },
            delay: min(.seconds(1), (options.timeouts.lock.duration ?? .seconds(2)) / 2)
        ) { blockers in
            options.onEvent(.blocked(by: blockers))
        }
        // If each transaction takes the database's only lock, one setting limits the wait for it, no matter who holds
        // it.
        guard !session.locksEachTransaction else {
            retry = LockRetry(
                limit: .time(options.lockWait.exactDuration),
                pauses: BackOff(first: .milliseconds(100), longest: .seconds(2))
            ) { attempt, _ in
                if attempt == 1 { options.onEvent(.waitingForLock(holder: nil)) }
            }
            return
        }
        retry = LockRetry(limit: .attempts(options.lockAttempts)) { attempt, pause in
            options.onEvent(.retrying(attempt: attempt, of: options.lockAttempts, pause: pause))
        }
    }
}
