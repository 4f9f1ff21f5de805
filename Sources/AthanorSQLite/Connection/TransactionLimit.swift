internal import Athanor

/// How long the rest of a transaction may take. SQLite has no such setting.
struct TransactionLimit: Sendable {
    private let duration: Duration
    /// When the time is over.
    let deadline: ContinuousClock.Instant

    /// A limit whose time begins now.
    init(_ duration: Duration) {
        self.duration = duration
        deadline = .now + duration
    }

    /// Whether the time is over.
    var isOver: Bool { .now >= deadline }

    /// The error of a statement that was interrupted since the time was over.
    func error(_ error: DatabaseError) -> DatabaseError {
        var error = error
        error.kind = .cancelled
        error.message = "it took longer than the \(duration.milliseconds) ms that it may take, and was interrupted"
        error.advice = "Let it take longer (`--statement-timeout`), or make its query quicker."
        return error
    }
}
