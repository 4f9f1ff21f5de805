/// How work meets locks that others hold: who they are is seen, and what could not have its locks runs again.
struct LockPatience: Sendable {
    let watch: LockWatch
    let retry: LockRetry

    /// As the options of a session say.
    init(_ session: Session) {
        let (connection, url, options) = (session.connection, session.address.url, session.options)
        watch = LockWatch(
            open: {
                try await connection.database.lockMonitor(of: connection, at: url, options: options.connection)
            },
            delay: min(.seconds(1), (options.timeouts.lock.duration ?? .seconds(2)) / 2)
        ) { blockers in
            options.onEvent(.blocked(by: blockers))
        }
        retry = LockRetry(attempts: options.lockAttempts) { attempt, pause in
            options.onEvent(.retrying(attempt: attempt, of: options.lockAttempts, pause: pause))
        }
    }
}
