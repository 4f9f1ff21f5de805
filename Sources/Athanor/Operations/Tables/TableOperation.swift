/// An operation on a whole table.
public enum TableOperation: MigrationOperation, Hashable {
    /// Creates a table.
    case create(TableDefinition, ifNotExists: Bool)
    /// Drops a table; `was` is its definition, for the downgrade.
    case drop(QualifiedName, was: TableDefinition?, ifExists: Bool, dependents: DependentObjects)
    /// Renames a table within its schema.
    case rename(QualifiedName, to: String)
    /// Moves a table to another schema.
    case setSchema(QualifiedName, to: String)

    /// A summary, such as `create table NAME`.
    public var summary: String {
        switch self {
        case .create(let table, _): "create table \(table.name)"
        case .drop(let name, _, _, _): "drop table \(name)"
        case .rename(let name, let newName): "rename table \(name) to \(newName)"
        case .setSchema(let name, let schema): "move table \(name) to schema \(schema)"
        }
    }

    /// Returns the steps in the database's dialect.
    /// - Throws: ``OperationError``, also for an operation that is invalid on every database.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        try check()
        return try database.module.dialect.lower(self).attributed(to: self)
    }

    private func check() throws(OperationError) {
        let check = OperationCheck(summary: summary)
        switch self {
        case .create(let table, _):
            try check.check(table)
        case .drop(let name, let table?, _, _):
            try check.refuse(was: table.name.description, otherThan: name.description)
            try check.check(table)
        case .drop(_, nil, _, _), .rename, .setSchema: break
        }
    }

    /// An operation that drops the created table, creates the dropped one, or restores the old name.
    public var inverse: Inverse {
        switch self {
        case .create(_, ifNotExists: true):
            .impossible(because: "the table may have been there before it")
        case .create(let table, ifNotExists: false):
            .operations([Self.drop(table.name, was: table, ifExists: false, dependents: .refuse)])
        case .drop(_, let table?, _, _):
            .operations([Self.create(table, ifNotExists: false)])
        case .drop(_, nil, _, _):
            .impossible(because: "it does not carry the table that it drops; give its definition instead of its name")
        case .rename(let name, let newName):
            .operations([Self.rename(QualifiedName(schema: name.schema, name: newName), to: name.name)])
        case .setSchema(let name, let schema):
            name.schema.map { old in
                .operations([Self.setSchema(QualifiedName(schema: schema, name: name.name), to: old)])
            } ?? .impossible(because: "it does not name the schema that the table was in")
        }
    }
}

/// The treatment of objects that depend on a dropped one.
public enum DependentObjects: Sendable, Hashable {
    /// Refuses the drop while other objects depend on it.
    case refuse
    /// Drops them too.
    case cascade
}
