/// Determines the outcome of a run whose connection was lost, through a new connection.
///
/// The server may be restarting, so connecting is retried for some time. The check runs under the migration lock. The
/// lost session held the lock; once another session can take it, the work of the lost session has ended, one way or the
/// other.
struct LookAfterLoss: Sendable {
    /// An error: another migrator is running, so it is unknown whether the lost session has ended.
    struct StillOpen: Error {}

    /// The time limit for connecting and taking the lock.
    static let patience = Duration.seconds(15)

    /// The session that was lost.
    let lost: MigrationSession

    /// Connects again and checks.
    /// - Parameter look: called with the new session, and whether the lost session is known to have ended.
    /// - Returns: the result; `nil` if it was not available in time, or the task was cancelled.
    func take<Sight: Sendable>(_ look: @Sendable (MigrationSession, _ isOver: Bool) async throws -> Sight) async
        -> Sight?
    {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            do {
                return try await MigrationSession.with(
                    lost.address, access: .readWrite, options: lost.options
                ) { session in
                    try await Self.locked(session, until: deadline) { try await look(session, $0) }
                }
            } catch let error as DatabaseFailure where [.unreachable, .connectionLost].contains(error.kind) {
                guard .now < deadline, (try? await Task.sleep(for: .milliseconds(200))) != nil else { return nil }
            } catch {
                return nil
            }
        }
    }

    /// Runs the body with the lock, or without it if another migrator holds it.
    private static func locked<Result: Sendable>(
        _ session: MigrationSession, until deadline: ContinuousClock.Instant, _ body: (Bool) async throws -> Result
    ) async throws -> Result {
        let lock = session.lock
        do {
            try await LockAcquisition(lock: lock, limit: .within(deadline - .now), onEvent: { _ in }).acquire()
        } catch is LockNotAvailable {
            return try await body(false)
        }
        // The lock ends with the session, which is used for this check only.
        return try await body(true)
    }
}

/// The outcome of a commit during which the connection was lost.
public enum LostCommit: Sendable, Hashable {
    /// The database received and made the commit.
    case tookEffect
    /// The commit was not made; its changes were rolled back.
    case rolledBack

    /// The outcome as a sentence for people.
    var sentence: String {
        switch self {
        case .tookEffect: "The connection was lost during the commit; the commit took effect."
        case .rolledBack: "The connection was lost during the commit; the commit was not made."
        }
    }
}
