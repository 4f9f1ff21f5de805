/// Looks at what became of a run whose connection was lost, through a new connection.
///
/// The server may be starting again, so connecting is tried for some time. The look is taken under the migration lock: the
/// lost session held that, so whatever it was doing has ended, one way or the other, once somebody else can have it.
struct LookAfterLoss: Sendable {
    /// Another migrator is at work, and there is no saying whether the lost session is over.
    struct StillOpen: Error {}

    /// How long it may take to connect and to get the lock.
    static let patience = Duration.seconds(15)

    /// The session that was lost.
    let lost: MigrationSession

    /// Connects anew and looks.
    /// - Parameter look: called with the new session, and whether the lost one is known to be over.
    /// - Returns: what was seen; `nil` when that was not to be had in time, or the task was cancelled.
    func take<Sight: Sendable>(_ look: @Sendable (MigrationSession, _ isOver: Bool) async throws -> Sight) async -> Sight? {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            do {
                return try await MigrationSession.with(
                    lost.address, access: .readWrite, options: lost.options
                ) { session in
                    try await Self.locked(session, until: deadline) { try await look(session, $0) }
                }
            } catch let error as DatabaseError where [.unreachable, .connectionLost].contains(error.kind) {
                guard .now < deadline, (try? await Task.sleep(for: .milliseconds(200))) != nil else { return nil }
            } catch {
                return nil
            }
        }
    }

    /// Runs something with the lock, or without it where another migrator has it by then.
    private static func locked<Result: Sendable>(
        _ session: MigrationSession, until deadline: ContinuousClock.Instant, _ body: (Bool) async throws -> Result
    ) async throws -> Result {
        let lock = session.lock
        do {
            try await LockAcquisition(lock: lock, wait: deadline - .now, onEvent: { _ in }).acquire()
        } catch is LockNotAvailable {
            return try await body(false)
        }
        // The lock ends with the session, which is this look's own.
        return try await body(true)
    }
}

/// What was found out about a commit during which the connection was lost.
public enum LostCommit: Sendable, Hashable {
    /// The database had it and made it.
    case tookEffect
    /// It was never made: what it would have committed was rolled back.
    case rolledBack

    /// What is said of it.
    var sentence: String {
        switch self {
        case .tookEffect: "The connection was lost during the commit, which took effect all the same."
        case .rolledBack: "The connection was lost during the commit, which was not made."
        }
    }
}
