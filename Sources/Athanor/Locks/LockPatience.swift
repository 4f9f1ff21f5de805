/// How work meets locks that others hold: who they are is seen, and what could not have its locks runs again.
struct LockPatience: Sendable {
    let watch: LockWatch
    let retry: LockRetry

    /// As the options of a session say.
    init(_ session: MigrationSession) {
        let (connection, url, options) = (session.connection, session.address.url, session.options)
        watch = LockWatch(
            open: {
                try await connection.database.lockMonitor(of: connection, at: url, options: options.connection)
            },
            delay: min(.seconds(1), (options.timeouts.lock.duration ?? .seconds(2)) / 2)
        ) { blockers in
            options.onEvent(.blocked(by: blockers))
        }
        // Where the database's one lock is taken by each transaction, how long to wait for it is one setting, whoever holds it.
        guard !session.locksEachTransaction else {
            retry = LockRetry(
                limit: .time(options.lockWait), pauses: BackOff(first: .milliseconds(100), longest: .seconds(2))
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
