/// Runs operations under timeouts of their own: how long their statements may wait for locks, and how long they may take.
///
/// What held before holds again after them. On a database without such settings the operations run as they are.
public struct WithTimeouts: Operation {
    /// What changes meanwhile.
    public let timeouts: TimeoutChange
    /// The operations inside.
    public let operations: [any Operation]

    /// The operation. `op.timeouts` makes one.
    public init(_ timeouts: TimeoutChange, _ operations: [any Operation]) {
        self.timeouts = timeouts
        self.operations = operations
    }

    /// `with lock_timeout 30s: …`.
    public var summary: String {
        "with \(timeouts.summary): \(operations.map(\.summary).joined(separator: ", "))"
    }

    /// The inverse of each operation, in reverse order, under the same timeouts.
    public var inverse: Inverse {
        switch Inversion.inverse(of: operations) {
        case .operations(let undoing): .operations([WithTimeouts(timeouts, undoing)])
        case .impossible(let reason): .impossible(because: reason)
        }
    }

    /// The operations' steps with what sets and resets the timeouts around them.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try OperationCheck(summary: summary).refuse(
            ifEmpty: timeouts.isEmpty,
            advice: "Give `lock:` or `statement:`, or write the operations without `op.timeouts`.")
        let steps = try database.dialect.joining(operations).flatMap { try $0.lower(for: database) }
        return database.dialect.steps(steps, under: timeouts)
    }
}

extension Operations {
    /// Runs operations under timeouts of their own; what held before holds again after them.
    ///
    /// On a database without such settings, as SQLite is, the operations run as they are.
    /// - Parameters:
    ///   - lock: how long a statement may wait for one lock; `nil` changes nothing.
    ///   - statement: how long a statement may take in all; `nil` changes nothing.
    ///   - operations: the operations.
    public func timeouts(
        lock: TimeLimit? = nil, statement: TimeLimit? = nil, @OperationsBuilder _ operations: () -> OperationList
    ) -> WithTimeouts {
        WithTimeouts(TimeoutChange(lock: lock, statement: statement), operations().operations)
    }
}
