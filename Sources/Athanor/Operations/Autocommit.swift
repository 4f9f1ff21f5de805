/// Runs operations outside the revision's transaction. Each of their steps commits on its own, and gets an entry in the
/// log.
///
/// For statements that cannot run in a shared transaction, or would cost too much there. When a step fails, the
/// finished ones are kept, and the next run continues after them.
public struct Autocommit: MigrationOperation {
    /// The operations to run.
    public let operations: [any MigrationOperation]

    /// The operation. `op.autocommit` makes one.
    public init(_ operations: [any MigrationOperation]) {
        self.operations = operations
    }

    /// `outside the transaction: …`.
    public var summary: String { "outside the transaction: \(operations.map(\.summary).joined(separator: ", "))" }

    /// The inverse of each operation, in reverse order, also outside the revision's transaction.
    public var inverse: Inverse {
        switch Inversion.inverse(of: operations) {
        case .operations(let undoing): .operations([Autocommit(undoing)])
        case .impossible(let reason): .impossible(because: reason)
        }
    }

    /// The operations' steps, each committed on its own. A statement runs without a transaction where the database
    /// refuses one, or where the statement may end transactions itself. Every other step runs in its own transaction,
    /// which includes its log entry.
    /// - Throws: the errors of lowering the operations.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        try operations.flatMap { try $0.lower(for: database) }.map { step in
            switch step.content {
            case .statement(var lowered) where database.module.dialect.mayEndTransactions(lowered):
                lowered.execution = .alone
                return .statement(lowered)
            case _ where step.commitsByItself: return step
            default: return .ownTransaction([step])
            }
        }
    }
}
