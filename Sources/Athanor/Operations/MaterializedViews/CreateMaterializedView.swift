/// Creates a materialized view with its indexes.
public struct CreateMaterializedView: MigrationOperation, Hashable {
    /// The view.
    public var view: MaterializedViewDefinition

    /// The operation. `op.createMaterializedView` makes one.
    public init(_ view: MaterializedViewDefinition) {
        self.view = view
    }

    /// `create materialized view NAME`.
    public var summary: String { "create materialized view \(view.name)" }

    /// Returns the steps in the database's dialect.
    /// - Throws: ``OperationError``, also for an operation that is invalid on every database.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        try OperationCheck(summary: summary).check(view.comment, of: "materialized view \(view.name)")
        let creating = try database.module.dialect.lower(self)
        let noting = try view.refresh.map { try $0.noted(of: view.name, for: database.module, from: nil) } ?? []
        return (creating + noting).attributed(to: self)
    }

    /// An operation that drops the view.
    public var inverse: Inverse { .operations([DropMaterializedView(name: view.name, was: view)]) }
}
