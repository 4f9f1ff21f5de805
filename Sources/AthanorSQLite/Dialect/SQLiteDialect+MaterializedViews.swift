public import Athanor

/// What operations about materialized views become: steps on the objects of an emulated view.
extension SQLiteDialect {
    /// Creates the objects of an emulated view.
    /// - Throws: `OperationError` for a schema other than `main`, a query of several statements, and for what SQLite does not
    ///   have; `ScriptError`.
    public func lower(_ operation: CreateMaterializedView) throws -> [LoweredStep] {
        [try CreatingView(operation).step]
    }

    /// Drops them, with what reads the view if that is wanted.
    /// - Throws: `OperationError` for a schema other than `main`.
    public func lower(_ operation: DropMaterializedView) throws -> [LoweredStep] {
        [try DroppingViews(operation).step]
    }

    /// Renames them, and what reads the view follows.
    /// - Throws: `OperationError` for another schema.
    public func lower(_ operation: AlterMaterializedView) throws -> [LoweredStep] {
        switch operation {
        case .rename(let name, let newName):
            return [try AlteringView(renaming: name, to: newName).step]
        case .setSchema:
            throw refusal(of: operation, because: "it knows no such schemas", "A view stays in its file.")
        }
    }

    /// Gives the view another definition in the revision's transaction, whichever strategy is asked for: readers see the
    /// old rows until it commits in any case.
    /// - Throws: `OperationError` for a schema other than `main` and a query of several statements; `ScriptError`.
    public func lower(_ operation: ReplaceMaterializedView) throws -> [LoweredStep] {
        let name = try operation.name.emulatedName()
        let definition = try EmulatedDefinition(
            columns: operation.columns, query: operation.query, of: operation.name)
        return [
            .resolvedWhenRun(
                ResolvedStep(
                    summary: operation.summary,
                    content: "\(operation.summary) \(operation.columns) \(definition.query.slice.text) "
                        + "\(operation.indexes) \(operation.renamedColumns.sorted { $0.key < $1.key })"
                ) { connection, report in
                    guard let view = try await EmulatedView.named(name, on: connection) else {
                        throw OperationError(
                            "there is no materialized view \"\(name)\"",
                            advice: "`athanor views` lists those that there are; create it with "
                                + "op.createMaterializedView.")
                    }
                    try await view.refuseWithoutName(at: nil, on: connection)
                    try await ReplacingView(
                        view, by: definition, indexes: operation.indexes, renamedColumns: operation.renamedColumns
                    ).make(on: connection, reporting: report)
                    return []
                })
        ]
    }

    /// Sets the views aside that read the table, does the work, and brings them back.
    /// - Throws: `OperationError` for what commits by itself, and what the operations inside throw.
    public func lower(_ operation: AlteringAround) throws -> [LoweredStep] {
        [try AlteringAroundViews(operation).step]
    }
}
