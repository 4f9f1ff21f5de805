/// Runs operations with their own timeouts: how long their statements may wait for locks, and how long they may run.
///
/// The previous timeouts are restored after them. On a database without such settings the operations run unchanged.
public struct WithTimeouts: MigrationOperation {
    /// The timeouts during the operations.
    package let timeouts: TimeoutChange
    /// The operations to run.
    public let operations: [any MigrationOperation]

    /// The operation. ``Operations/with(lockTimeout:statementTimeout:_:)`` makes one.
    package init(_ timeouts: TimeoutChange, _ operations: [any MigrationOperation]) {
        self.timeouts = timeouts
        self.operations = operations
    }

    /// `with lock_timeout 30s: …`.
    public var summary: String {
        "with \(timeouts.summary): \(operations.map(\.summary).joined(separator: ", "))"
    }

    /// The inverse of each operation, in reverse order, with the same timeouts.
    public var inverse: Inverse {
        switch Inversion.inverse(of: operations) {
        case .operations(let undoing): .operations([WithTimeouts(timeouts, undoing)])
        case .impossible(let reason): .impossible(because: reason)
        }
    }

    /// The operations' steps, between steps that set and reset the timeouts.
    /// - Throws: ``OperationError`` if no timeout is given; the errors of lowering the operations.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        try OperationCheck(summary: summary).refuse(
            ifEmpty: timeouts.isEmpty,
            advice: "Give `lockTimeout:` or `statementTimeout:`, or write the operations without `op.with`.")
        let steps = try database.module.dialect.joining(operations).flatMap { try $0.lower(for: database) }
        let (before, after) = database.module.dialect.steps(around: timeouts)
        let source = StepSource(SetTimeouts(change: timeouts))
        return before.attributed(to: source) + steps + after.attributed(to: source)
    }
}

extension Operations {
    /// Runs operations with their own timeouts, and restores the previous ones after them.
    ///
    /// On a database without such settings, such as SQLite, the operations run unchanged.
    /// - Parameters:
    ///   - lockTimeout: the longest time that a statement may wait for one lock; `nil` changes nothing.
    ///   - statementTimeout: the longest time that a statement may run; `nil` changes nothing.
    ///   - operations: the operations.
    public func with(
        lockTimeout: TimeLimit? = nil, statementTimeout: TimeLimit? = nil,
        @OperationsBuilder _ operations: () throws -> OperationList
    ) rethrows -> WithTimeouts {
        WithTimeouts(TimeoutChange(lock: lockTimeout, statement: statementTimeout), try operations().operations)
    }
}
