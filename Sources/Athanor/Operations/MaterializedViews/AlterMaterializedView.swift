/// Changes the name or schema of a materialized view. Everything else stays, including its dependents.
public enum AlterMaterializedView: MigrationOperation, Hashable {
    /// Renames it within its schema.
    case rename(QualifiedName, to: String)
    /// Moves it to another schema.
    case setSchema(QualifiedName, to: String)

    /// A summary, such as `rename materialized view NAME to NAME`.
    public var summary: String {
        switch self {
        case .rename(let name, let newName): "rename materialized view \(name) to \(newName)"
        case .setSchema(let name, let schema): "move materialized view \(name) to schema \(schema)"
        }
    }

    /// Returns the steps in the database's dialect.
    /// - Throws: ``OperationError``.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        try database.module.dialect.lower(self).attributed(to: self)
    }

    /// An operation that restores the old name or schema.
    public var inverse: Inverse {
        switch self {
        case .rename(let name, let newName):
            .operations([Self.rename(QualifiedName(schema: name.schema, name: newName), to: name.name)])
        case .setSchema(let name, let schema):
            name.schema.map { old in
                .operations([Self.setSchema(QualifiedName(schema: schema, name: name.name), to: old)])
            } ?? .impossible(because: "it does not name the schema that the view was in")
        }
    }
}
