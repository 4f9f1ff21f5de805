extension Connection {
    /// Runs steps in the open transaction, for an operation that works before or after other operations.
    /// - Throws: ``OperationError`` for a step that commits on its own; ``DatabaseError``; any error of a step.
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

extension Connection {
    /// The statements that ``run(_:reporting:)`` would run against the current catalog. This only reads the database.
    /// - Throws: ``OperationError`` for a step that only a live run can do, or whose statements an earlier step may
    ///   change; ``DatabaseError``.
    public func statements(previewing steps: [LoweredStep]) async throws -> [Statement] {
        var statements: [Statement] = []
        for (place, step) in steps.enumerated() {
            switch step {
            case .statement(let lowered):
                statements.append(lowered.statement)
            case .rows(let rows):
                let clause = try await database.catalog(on: self).conflictClause(for: rows.table)
                statements += try rows.statements(database.dialect, conflictClause: clause)
            case .resolvedWhenRun(let resolved):
                let preview = try await preview(resolved)
                if let earlier = steps[..<place].first(where: { preview.isOutdated($0, []) }) {
                    throw OperationError(
                        "the effect of \"\(step.summary)\" depends on the state of the database after "
                            + "\"\(earlier.summary)\"",
                        advice: "Run this revision with Athanor itself.")
                }
                statements += preview.statements
            case .ownTransaction, .batches:
                throw OperationError.commitsInside(step)
            }
        }
        return statements
    }

    /// The statements that a step would run against the current catalog.
    func preview(_ step: ResolvedStep) async throws -> CatalogPreview {
        switch step.previewing {
        case .known(let written): return CatalogPreview(written.map(\.statement), changes: []) { _, _ in false }
        case .statements(let preview): return try await preview(self)
        case .onACopy, .onlyLive:
            throw OperationError(
                "the effect of \"\(step.summary)\" depends on the state of the database just before it",
                advice: "Run this revision with Athanor itself.")
        }
    }
}

extension OperationError {
    /// An error: an operation that commits on its own is inside one that is a single transaction.
    public static func commitsInside(_ step: LoweredStep) -> OperationError {
        OperationError(
            "\"\(step.summary)\" commits on its own, but it is inside an operation that is a single transaction",
            advice: "Write it before or after that operation.")
    }
}
