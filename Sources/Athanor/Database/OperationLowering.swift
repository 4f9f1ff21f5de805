/// Lowers operations to statements and steps. Pure.
///
/// Every operation that differs between databases has a requirement here, so that the compiler reports a database that
/// lacks one.
package protocol OperationLowering: ServerObjectLowering {
    /// Lowers a statement of an SQL revision: usually to itself, unless the database needs help with it.
    /// - Throws: ``OperationError``.
    func lower(_ statement: ScriptStatement) throws -> [LoweredStep]

    /// Joins adjacent operations of a revision that the database does better together.
    func joining(_ operations: [any MigrationOperation]) -> [any MigrationOperation]

    /// Lowers an operation on a table.
    /// - Throws: ``OperationError``.
    func lower(_ operation: TableOperation) throws -> [LoweredStep]

    /// Lowers an alteration of a table.
    /// - Throws: ``OperationError``.
    func lower(_ operation: AlterTable) throws -> [LoweredStep]

    /// Lowers an operation on an index.
    /// - Throws: ``OperationError``.
    func lower(_ operation: IndexOperation) throws -> [LoweredStep]

    /// Lowers an operation on a trigger.
    /// - Throws: ``OperationError``.
    func lower(_ operation: TriggerOperation) throws -> [LoweredStep]

    /// Lowers an operation on a view.
    /// - Throws: ``OperationError``.
    func lower(_ operation: ViewOperation) throws -> [LoweredStep]

    /// Lowers the creation of a materialized view.
    /// - Throws: ``OperationError``.
    func lower(_ operation: CreateMaterializedView) throws -> [LoweredStep]

    /// Lowers the drop of a materialized view.
    /// - Throws: ``OperationError``.
    func lower(_ operation: DropMaterializedView) throws -> [LoweredStep]

    /// Lowers a change of a materialized view's name or schema.
    /// - Throws: ``OperationError``.
    func lower(_ operation: AlterMaterializedView) throws -> [LoweredStep]

    /// Lowers a change of a materialized view's definition.
    /// - Throws: ``OperationError``.
    func lower(_ operation: ReplaceMaterializedView) throws -> [LoweredStep]

    /// Lowers an alteration of a table that sets its views aside.
    /// - Throws: ``OperationError``.
    func lower(_ operation: AlteringAround) throws -> [LoweredStep]
}

extension OperationLowering {
    /// Returns the operations unchanged.
    package func joining(_ operations: [any MigrationOperation]) -> [any MigrationOperation] { operations }
}
