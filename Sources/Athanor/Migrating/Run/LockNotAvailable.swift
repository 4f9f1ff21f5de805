/// An error: another session held the lock for longer than this run may wait.
public struct LockNotAvailable: Error, Sendable, Hashable, ExplainedError {
    /// The holder of the lock, if known.
    public let holder: String?
    /// The time waited.
    public let waited: Duration

    /// The holder of the lock, and what to do.
    public var explanation: Explanation {
        Explanation(
            "\(Self.reason(holder: holder)); waited \(waited.milliseconds / 1000) s for it",
            state: "Nothing was changed.",
            advice: "Run this again when it has finished, or let it wait longer (`lock_wait`).")
    }

    /// The reason for waiting, also for messages while a command waits.
    /// - Parameter holder: the holder of the migration lock. Without one, the other session may be any reader or writer
    ///   of an SQLite database.
    package static func reason(holder: String?) -> String {
        holder.map { "another migration run is using this database: \($0)" }
            ?? "another session is using this database"
    }
}
