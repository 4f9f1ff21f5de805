extension Connection {
    /// Runs steps in the transaction that is open, for a directive that does something before or after others.
    /// - Throws: ``OperationError`` for a step that commits by itself; ``DatabaseError``; what a step throws.
    public func run(_ steps: [LoweredStep], reporting reporter: StepReporter = .silent) async throws {
        for step in steps {
            switch step {
            case .statement(let lowered) where lowered.execution == .alone:
                throw OperationError.commitsInside(step)
            case .statement(let lowered):
                try await query(lowered.statement)
            case .resolvedWhenRun(let resolved):
                for statement in try await resolved.statements(self, reporter) { try await query(statement) }
            case .rows(let rows):
                try await insert(rows)
            case .ownTransaction, .batches:
                throw OperationError.commitsInside(step)
            }
        }
    }
}

extension OperationError {
    /// A directive that commits by itself stands inside one that cannot be divided.
    public static func commitsInside(_ step: LoweredStep) -> OperationError {
        OperationError(
            "\"\(step.summary)\" commits by itself, and it stands inside a directive that is one transaction",
            advice: "Write it before or after that directive.")
    }
}
