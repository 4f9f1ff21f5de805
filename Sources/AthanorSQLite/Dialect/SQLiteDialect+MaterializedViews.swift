package import Athanor

/// Operations about materialized views as steps on the objects of an emulated view.
extension SQLiteDialect {
    /// Creates the objects of an emulated view.
    /// - Throws: `OperationError` for a schema other than `main`, a query of several statements, and features that
    ///   SQLite does not have; `ScriptError`.
    package func lower(_ operation: CreateMaterializedView) throws -> [LoweredStep] {
        [try CreatingView(operation).step]
    }

    /// Drops the objects of an emulated view, with its readers if the operation asks for that.
    /// - Throws: `OperationError` for a schema other than `main`.
    package func lower(_ operation: DropMaterializedView) throws -> [LoweredStep] {
        [try DroppingViews(operation).step]
    }

    /// Renames the objects of an emulated view, and updates its readers.
    /// - Throws: `OperationError` for a schema other than `main`, and for a change of the schema.
    package func lower(_ operation: AlterMaterializedView) throws -> [LoweredStep] {
        switch operation {
        case .rename(let name, let newName):
            return [try AlteringView(renaming: name, to: newName).step]
        case .setSchema:
            throw refusal(of: operation, because: "it has no such schemas", "A view stays in its file.")
        }
    }

    /// Gives the view another definition in the revision's transaction, for every strategy: readers see the old rows
    /// until it commits in any case.
    /// - Throws: `OperationError` for a schema other than `main` and a query of several statements; `ScriptError`.
    package func lower(_ operation: ReplaceMaterializedView) throws -> [LoweredStep] {
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
                            advice: "`athanor views` lists the existing views; create it with "
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

    /// Sets aside the views that read the table, does the work, and restores the views.
    /// - Throws: `OperationError` for operations that commit by themselves, and errors of the operations inside.
    package func lower(_ operation: AlteringAround) throws -> [LoweredStep] {
        [try AlteringAroundViews(operation).step]
    }
}
