/// Finds the sessions that block a session which waits for a lock. Uses a connection of its own.
package protocol LockMonitor: Sendable {
    /// Returns the sessions that the watched session waits for; none while it does not wait.
    /// - Throws: ``DatabaseFailure``; `CancellationError`.
    func blockers() async throws -> [BlockingSession]

    /// Ends the monitor's own connection.
    func close() async
}

/// A session that blocks another one.
public struct BlockingSession: Sendable, Hashable, CustomStringConvertible {
    /// The database's number of the session, such as the process id.
    public let id: Int64
    /// A description of the session and its work, as far as it is visible: `pid 4711, bob, psql, idle in transaction,
    /// for 00:10:00, "UPDATE …"`.
    public let description: String
    /// The statement that would end it; `nil` if there is none.
    public let ending: String?

    /// Creates a session, as a database module does.
    package init(id: Int64, description: String, ending: String?) {
        self.id = id
        self.description = description
        self.ending = ending
    }
}
