internal import Athanor

/// A plan as JSON.
struct PlanDocument: Encodable {
    private struct Step: Encodable {
        let revision: RevisionDocument
        let rowsRemoved: [String]
        let rowsAdded: [String]
        let operations: [OperationDocument]
    }

    private struct OperationDocument: Encodable {
        let summary: String
        let statements: [StatementDocument]
    }

    private struct StatementDocument: Encodable {
        /// The SQL; absent for steps without a fixed text.
        var sql: String?
        var command: String?
        /// `in_transaction`, `alone`, `own_transaction`, `batches` or `resolved_when_run`.
        let execution: String
        /// A summary of the step; absent for a single statement.
        var summary: String?
        /// Who waits for a long build, and for how long; absent if nobody does.
        var locks: String?
    }

    private let database: DatabaseDocument?
    private let direction: String
    private let rows: [String]
    private let revisions: [Step]

    init(_ plan: MigrationPlan, direction: RevisionStep.Direction, in graph: RevisionGraph, database: DatabaseDocument?)
    {
        self.database = database
        self.direction = "\(direction)"
        rows = plan.rows.map(\.rawValue)
        revisions = plan.revisions.map { planned in
            var places = (0...).makeIterator()
            return Step(
                revision: RevisionDocument(planned.entry, in: graph),
                rowsRemoved: planned.step.rowsRemoved.map(\.rawValue),
                rowsAdded: planned.step.rowsAdded.map(\.rawValue),
                operations: planned.operations.map { operation in
                    var bookkeeping: String?
                    return OperationDocument(
                        summary: operation.operation.summary,
                        statements: operation.steps.compactMap { step in
                            let place = places.next()
                            defer { bookkeeping = step.bookkeeping }
                            // Consecutive steps of Athanor's own bookkeeping are one.
                            if let text = step.bookkeeping, text == bookkeeping { return nil }
                            var statement = Self.statement(step, of: plan)
                            let sentences = place.map {
                                [planned.longBuildCosts[$0]?.sentence, planned.shortages[$0]].compactMap(\.self)
                            }
                            statement.locks = sentences.flatMap { $0.isEmpty ? nil : $0.joined(separator: " ") }
                            return statement
                        })
                })
        }
    }

    private static func statement(_ step: LoweredStep, of plan: MigrationPlan) -> StatementDocument {
        if let text = step.bookkeeping { return StatementDocument(execution: "in_transaction", summary: text) }
        switch step.content {
        case .statement(let lowered):
            let execution = lowered.execution == .alone ? "alone" : "in_transaction"
            return StatementDocument(
                sql: plan.text(of: lowered.statement), command: lowered.command, execution: execution)
        case .rows(let rows):
            return StatementDocument(execution: "in_transaction", summary: rows.summary)
        case .ownTransaction(let steps):
            return StatementDocument(
                sql: steps.map { Self.statement($0, of: plan).sql }.compactMap(\.self).joined(separator: ";\n"),
                execution: "own_transaction", summary: step.summary)
        case .batches(let backfill):
            return StatementDocument(execution: "batches", summary: backfill.summary)
        case .resolvedWhenRun(let resolved):
            if let statements = resolved.writtenStatements, statements.count == 1, let statement = statements.first {
                return Self.statement(.statement(statement), of: plan)
            }
            return StatementDocument(execution: "resolved_when_run", summary: resolved.summary)
        }
    }
}
