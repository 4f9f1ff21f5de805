/// Runs operations outside the revision's transaction, each committed by itself together with an entry in the log.
///
/// For statements that one transaction for all would make impossible or too costly. What ran stays when a later one fails,
/// and the next run goes on after it.
public struct Autocommit: Operation {
    /// The operations inside.
    public let operations: [any Operation]

    /// The operation. `op.autocommit` makes one.
    public init(_ operations: [any Operation]) {
        self.operations = operations
    }

    /// `outside the transaction: …`.
    public var summary: String { "outside the transaction: \(operations.map(\.summary).joined(separator: ", "))" }

    /// The inverse of each operation, in reverse order, outside transactions too.
    public var inverse: Inverse {
        switch Inversion.inverse(of: operations) {
        case .operations(let undoing): .operations([Autocommit(undoing)])
        case .impossible(let reason): .impossible(because: reason)
        }
    }

    /// The operations' steps, each committed by itself. A statement runs without a transaction where the database refuses
    /// one, or where it may end transactions itself; every other step has one, which holds its log entry too.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try operations.flatMap { try $0.lower(for: database) }.map { step in
            switch step {
            case .statement(let lowered) where database.dialect.mayEndTransactions(lowered):
                .statement(LoweredStatement(lowered.statement, execution: .alone, command: lowered.command))
            case _ where step.commitsByItself: step
            default: .ownTransaction([step])
            }
        }
    }
}
