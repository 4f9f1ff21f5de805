internal import Foundation
internal import GRDBSQLite
internal import Synchronization

/// A flag that cancels one statement, and no other.
///
/// `sqlite3_interrupt` acts on any statement that is running when it arrives, or on none when it arrives too early. So
/// each statement checks its own flag: SQLite calls the progress handler every thousand instructions, and the busy
/// handler while another connection holds the lock. (https://sqlite.org/c3ref/progress_handler.html)
final class StatementCancellation: Sendable {
    private let isCancelled = Atomic<Bool>(false)
    private let busyTimeout: Duration
    private let deadline: ContinuousClock.Instant?

    /// Creates the flag of one statement, not yet raised.
    /// - Parameters:
    ///   - busyTimeout: how long the statement waits for another connection's lock.
    ///   - deadline: the time when the statement is interrupted in any case.
    init(busyTimeout: Duration, deadline: ContinuousClock.Instant? = nil) {
        self.busyTimeout = busyTimeout
        self.deadline = deadline
    }

    /// Interrupts the statement, now or as soon as it begins.
    func cancel() {
        isCancelled.store(true, ordering: .relaxed)
    }

    /// Makes a connection check this flag while the body runs.
    func whileWatching<Result>(_ connection: OpaquePointer, _ body: () throws -> Result) rethrows -> Result {
        // Unretained is enough: the handlers are removed before this method ends, and `self` lives until then.
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_progress_handler(
            connection, 1000,
            { context in
                guard let context else { return 0 }
                return Unmanaged<StatementCancellation>.fromOpaque(context).takeUnretainedValue().isRaised ? 1 : 0
            }, context)
        sqlite3_busy_handler(
            connection,
            { context, attempt in
                guard let context else { return 0 }
                let cancellation = Unmanaged<StatementCancellation>.fromOpaque(context).takeUnretainedValue()
                return cancellation.waitForLock(attempt: Int(attempt)) ? 1 : 0
            }, context)
        defer {
            sqlite3_progress_handler(connection, 0, nil, nil)
            sqlite3_busy_handler(connection, nil, nil)
        }
        return try body()
    }

    /// Whether the task was cancelled, or the time is over.
    var isRaised: Bool { isCancelled.load(ordering: .relaxed) || deadline.map { .now >= $0 } ?? false }

    /// Waits a little before SQLite tries the lock again.
    /// - Returns: whether it should try again.
    private func waitForLock(attempt: Int) -> Bool {
        guard !isRaised else { return false }
        // Short pauses first, since most locks are short; the sum of all pauses is the time waited.
        let pauses = [1, 2, 5, 10, 15, 20]
        let longest = 25
        let waited =
            pauses.prefix(attempt).reduce(0, +) + max(0, attempt - pauses.count) * longest
        guard Duration.milliseconds(waited) < busyTimeout else { return false }
        Thread.sleep(forTimeInterval: Double(attempt < pauses.count ? pauses[attempt] : longest) / 1000)
        return true
    }
}
