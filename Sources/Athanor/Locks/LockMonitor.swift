/// Sees from outside, on a connection of its own, who stands in the way of a session that waits for a lock.
public protocol LockMonitor: Sendable {
    /// The sessions that the watched one waits for now; none while it waits for nobody.
    /// - Throws: ``DatabaseError``; `CancellationError`.
    func blockers() async throws -> [BlockingSession]

    /// Ends the monitor's own connection.
    func close() async
}

/// A session that another one waits for.
public struct BlockingSession: Sendable, Hashable, CustomStringConvertible {
    /// The database's number for it, such as the process id.
    public let id: Int64
    /// Who it is and what it does, as far as that may be seen:
    /// `pid 4711, bob, psql, idle in transaction, for 00:10:00, "UPDATE …"`.
    public let description: String
    /// The statement that would end it; `nil` where there is none.
    public let ending: String?

    /// A session as a database room describes it.
    public init(id: Int64, description: String, ending: String?) {
        self.id = id
        self.description = description
        self.ending = ending
    }
}
