/// The timeouts that a revision, or some of its operations, set. Others stay unchanged.
public struct TimeoutChange: Sendable, Hashable {
    /// How long a statement may wait for one lock; `nil` changes nothing.
    public var lock: TimeLimit?
    /// How long a statement may run in total; `nil` changes nothing.
    public var statement: TimeLimit?

    /// Creates a change.
    public init(lock: TimeLimit? = nil, statement: TimeLimit? = nil) {
        self.lock = lock
        self.statement = statement
    }

    /// Whether nothing is changed.
    public var isEmpty: Bool { self == TimeoutChange() }

    /// `lock_timeout 30s, statement_timeout forever`.
    package var summary: String {
        [lock.map { "lock_timeout \($0)" }, statement.map { "statement_timeout \($0)" }]
            .compactMap(\.self).joined(separator: ", ")
    }
}
