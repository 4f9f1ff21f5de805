/// Drops a materialized view.
public struct DropMaterializedView: Operation, Hashable {
    /// The view's name.
    public var name: QualifiedName
    /// What it was, for the way back.
    public var was: CreateMaterializedView?
    /// Whether it is fine that there is none.
    public var ifExists: Bool
    /// What becomes of the objects that depend on it.
    public var dependents: DependentObjects

    /// The operation. `op.dropMaterializedView` makes one.
    public init(
        name: QualifiedName, was: CreateMaterializedView? = nil, ifExists: Bool = false,
        dependents: DependentObjects = .refuse
    ) {
        self.name = name
        self.was = was
        self.ifExists = ifExists
        self.dependents = dependents
    }

    /// `drop materialized view NAME`.
    public var summary: String { "drop materialized view \(name)" }

    /// What the database's dialect makes of it.
    /// - Throws: ``OperationError`` also for what makes no sense on any database.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try check()
        return try database.dialect.lower(self)
    }

    private func check() throws(OperationError) {
        let check = OperationCheck(summary: summary)
        try check.refuse(was: was?.name.description, otherThan: name.description)
    }

    /// Creating it as it was.
    public var inverse: Inverse {
        guard dependents == .refuse else { return .impossible(because: "it may have dropped other objects too") }
        return was.map { .operations([$0]) }
            ?? .impossible(because: "it does not carry the view that it drops; give it with `was:`")
    }
}
