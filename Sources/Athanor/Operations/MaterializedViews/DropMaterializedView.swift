/// Drops a materialized view.
public struct DropMaterializedView: MigrationOperation, Hashable {
    /// The view's name.
    public var name: QualifiedName
    /// Its definition, for the downgrade.
    public var was: MaterializedViewDefinition?
    /// Whether a missing view is no error.
    public var ifExists: Bool
    /// The treatment of objects that depend on it.
    public var dependents: DependentObjects

    /// The operation. `op.dropMaterializedView` makes one.
    public init(
        name: QualifiedName, was: MaterializedViewDefinition? = nil, ifExists: Bool = false,
        dependents: DependentObjects = .refuse
    ) {
        self.name = name
        self.was = was
        self.ifExists = ifExists
        self.dependents = dependents
    }

    /// `drop materialized view NAME`.
    public var summary: String { "drop materialized view \(name)" }

    /// Returns the steps in the database's dialect.
    /// - Throws: ``OperationError``, also for an operation that is invalid on every database.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        try check()
        return try database.module.dialect.lower(self).attributed(to: self)
    }

    private func check() throws(OperationError) {
        let check = OperationCheck(summary: summary)
        try check.refuse(was: was?.name.description, otherThan: name.description)
    }

    /// An operation that creates the view again.
    public var inverse: Inverse {
        guard dependents == .refuse else { return .impossible(because: "it may have dropped other objects too") }
        return was.map { .operations([CreateMaterializedView($0)]) }
            ?? .impossible(because: "it does not carry the view that it drops; give its definition instead of its name")
    }
}
