internal import Athanor

/// A view that is dropped while an object that it reads is altered, and restored afterwards.
struct SetAsideView {
    let dependent: Dependent
    /// The text of the view that holds the query.
    private let definition: String
    private let triggers: [StoredTrigger]
    /// The recomputation of the rows, for a materialized view with a readable view.
    private let recomputing: RecomputingDependent?

    /// Saves everything that is needed to restore a view.
    /// - Throws: `OperationError`, `DatabaseFailure`.
    init(_ dependent: Dependent, on connection: any Connection) async throws {
        self.dependent = dependent
        guard let definition = try await SchemaObject.named(dependent.definitionView, on: connection)?.sql else {
            throw OperationError("\(dependent) is gone", advice: "Look at the schema, and run the revision again.")
        }
        self.definition = definition
        triggers = try await StoredTrigger.all(of: dependent.name, on: connection)
        if case .materialized(let view) = dependent, view.isReadable {
            do {
                recomputing = try await RecomputingDependent(view, on: connection)
            } catch let error as DatabaseFailure where error.kind == .statement {
                throw OperationError(
                    "\(dependent) could not be restored: its query does not work now (\(error.message))",
                    advice: "Drop it first, or give it a definition that works.")
            }
        } else {
            recomputing = nil
        }
    }

    /// Drops the view. The rows of a materialized view are kept until it is restored.
    func setAside(on connection: any Connection) async throws {
        if let view = recomputing?.view { try await connection.query(sql: view.droppingReadableView) }
        try await connection.query(
            sql: SQLStatement("DROP VIEW main.\(SQLiteDialect().quote(dependent.definitionView))"))
    }

    /// Restores the view, after all objects that it reads exist again.
    /// - Parameter isAfterRename: whether columns were renamed since the view was dropped. An error then advises about
    ///   renames.
    /// - Throws: `OperationError` with the view's name and the reason why it cannot be restored.
    func bringBack(on connection: any Connection, isAfterRename: Bool) async throws {
        do {
            try await connection.query(sql: SQLStatement(definition))
            try await connection.query(
                sql: "EXPLAIN SELECT * FROM main.\(SQLiteDialect().quote(dependent.definitionView))")
            if let view = recomputing?.view {
                try await connection.query(sql: ReadableView(overRowsOf: view).creating(origin: nil))
            }
            for trigger in triggers { try await connection.query(sql: SQLStatement(StoredText(trigger.sql).inMain)) }
            try await recomputing?.make(on: connection)
        } catch let error as DatabaseFailure where error.kind == .statement {
            throw refusal(because: error.message, isAfterRename: isAfterRename)
        } catch let error as OperationError {
            throw refusal(because: error.message, isAfterRename: isAfterRename)
        }
    }

    /// Whether the view was dropped while it was set aside.
    func isDropped(on connection: any Connection) async throws -> Bool {
        guard case .materialized(let view) = dependent else { return false }
        return try await EmulatedView.named(view.name, on: connection) == nil
    }

    func refusal(because reason: String, isAfterRename: Bool) -> OperationError {
        OperationError(
            "\(dependent) cannot be restored: \(reason)",
            advice: isAfterRename
                ? AlteringAround.renameAdvice
                : "Drop it, or give it another definition, before the table is altered; nothing was changed.")
    }
}
