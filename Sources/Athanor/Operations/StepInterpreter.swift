/// Runs or prints the steps of operations. The walk over the steps is the same for a run, a preview and a script; they
/// differ in where statements go and in how the catalog is read for them.
protocol StepInterpreter {
    var dialect: any Dialect { get }

    /// Whether the steps belong to an operation that is a single transaction, so that none may commit.
    var isInsideOperation: Bool { get }

    /// Runs or prints statements.
    mutating func take(_ statements: [SQLStatement]) async throws

    /// Runs or prints a step whose statements depend on the catalog.
    mutating func take(_ step: ResolvedStep) async throws

    /// Inserts rows, or prints the statements that do.
    mutating func take(_ rows: RowsToInsert) async throws

    /// Runs or prints a whole backfill.
    mutating func take(_ backfill: Backfill) async throws
}

extension StepInterpreter {
    /// Runs or prints steps, in order.
    /// - Throws: ``OperationError`` for a step that commits inside an operation; any error of a step.
    mutating func take(_ steps: [LoweredStep]) async throws {
        for step in steps { try await take(step) }
    }

    private mutating func take(_ step: LoweredStep) async throws {
        if isInsideOperation, step.commitsByItself { throw OperationError.commitsInside(step) }
        switch step.content {
        case .statement(let lowered):
            try await take([lowered.statement] + (dialect.warning(after: lowered).map { [$0] } ?? []))
        case .resolvedWhenRun(let resolved): try await take(resolved)
        case .rows(let rows): try await take(rows)
        case .ownTransaction(let steps): try await take(steps)
        case .batches(let backfill): try await take(backfill)
        }
    }
}
