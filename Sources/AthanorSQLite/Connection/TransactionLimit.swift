internal import Athanor

/// A limit for the rest of a transaction. SQLite has no such setting.
struct TransactionLimit: Sendable {
    private let duration: Duration
    /// The time at which the limit is reached.
    let deadline: ContinuousClock.Instant

    /// Creates a limit whose time starts now.
    init(_ duration: Duration) {
        self.duration = duration
        deadline = .now + duration
    }

    /// Whether the time is over.
    var isOver: Bool { .now >= deadline }

    /// Returns the error of a statement that was interrupted at the limit.
    func error(_ error: DatabaseFailure) -> DatabaseFailure {
        var error = error
        error.kind = .cancelled
        error.message = "it took longer than its limit of \(duration.milliseconds) ms, and was interrupted"
        error.advice = "Let it take longer (`--statement-timeout`), or make its query faster."
        return error
    }
}
