/// Runs directives outside the revision's transaction, each statement on its own.
///
/// For statements that a transaction would make impossible or too costly. What ran stays when a later one fails.
public struct Autocommit: Operation {
    /// The directives inside.
    public let operations: [any Operation]

    /// The directive. `op.autocommit` makes one.
    public init(_ operations: [any Operation]) {
        self.operations = operations
    }

    /// `outside the transaction: …`.
    public var summary: String { "outside the transaction: \(operations.map(\.summary).joined(separator: ", "))" }

    /// The inverse of each directive, in reverse order, outside transactions too.
    public var inverse: Inverse {
        switch Inversion.inverse(of: operations) {
        case .operations(let undoing): .operations([Autocommit(undoing)])
        case .impossible(let reason): .impossible(because: reason)
        }
    }

    /// The directives' statements, each on its own.
    /// - Throws: ``OperationError`` when one of them looks at the catalog when it runs, which needs the transaction.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try operations.flatMap { try $0.lower(for: database) }.map { step in
            switch step {
            case .statement(let lowered):
                return .statement(LoweredStatement(lowered.statement, execution: .alone, command: lowered.command))
            case .resolvedWhenRun(let step):
                throw OperationError(
                    "\"\(step.summary)\" cannot run outside a transaction on \(database.displayName)",
                    at: step.origin?.start, advice: "Move it out of the autocommit block.")
            }
        }
    }
}
