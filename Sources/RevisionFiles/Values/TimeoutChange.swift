/// The timeouts that a revision, or some of its operations, set. Others stay unchanged.
package struct TimeoutChange: Sendable, Hashable {
    /// How long a statement may wait for one lock; `nil` changes nothing.
    package var lock: TimeLimit?
    /// How long a statement may run in total; `nil` changes nothing.
    package var statement: TimeLimit?

    /// Creates a change.
    package init(lock: TimeLimit? = nil, statement: TimeLimit? = nil) {
        self.lock = lock
        self.statement = statement
    }

    /// Whether nothing is changed.
    package var isEmpty: Bool { self == TimeoutChange() }

    /// `lock_timeout 30s, statement_timeout forever`.
    package var summary: String {
        [lock.map { "lock_timeout \($0)" }, statement.map { "statement_timeout \($0)" }]
            .compactMap(\.self).joined(separator: ", ")
    }
}
