/// An operation on a schema: a namespace of a database.
public enum SchemaOperation: MigrationOperation, Hashable {
    /// Creates a schema; `owner` is the role that owns it, or `nil` for the role that creates it.
    case create(String, owner: DatabaseRole?, ifNotExists: Bool)
    /// Drops a schema; `wasOwnedBy` is the old owner, for the downgrade.
    case drop(String, wasOwnedBy: DatabaseRole?, ifExists: Bool, dependents: DependentObjects)
    /// Renames a schema.
    case rename(String, to: String)

    /// A summary, such as `create schema NAME`.
    public var summary: String {
        switch self {
        case .create(let name, _, _): "create schema \(name)"
        case .drop(let name, _, _, _): "drop schema \(name)"
        case .rename(let name, let newName): "rename schema \(name) to \(newName)"
        }
    }

    /// Returns the steps in the database's dialect.
    /// - Throws: ``OperationError``.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        try database.module.dialect.lower(self).attributed(to: self)
    }

    /// An operation that drops the created schema, creates the dropped one, or restores the old name.
    public var inverse: Inverse {
        switch self {
        case .create(_, _, ifNotExists: true):
            .impossible(because: "the schema may have been there before it")
        case .create(let name, let owner, ifNotExists: false):
            .operations([Self.drop(name, wasOwnedBy: owner, ifExists: false, dependents: .refuse)])
        case .drop(_, _, _, .cascade):
            .impossible(because: "it does not carry what lay in the schema")
        case .drop(let name, let owner, _, .refuse):
            .operations([Self.create(name, owner: owner, ifNotExists: false)])
        case .rename(let name, let newName):
            .operations([Self.rename(newName, to: name)])
        }
    }
}

extension Operations {
    /// Creates a schema.
    ///
    /// PostgreSQL: `CREATE SCHEMA [IF NOT EXISTS] … [AUTHORIZATION …]`. Refused on SQLite, where each file is one.
    /// - Parameters:
    ///   - name: the schema's name.
    ///   - owner: the role that owns it; `nil` for the role that creates it.
    ///   - ifNotExists: no error when the schema exists already.
    public func createSchema(_ name: String, owner: DatabaseRole? = nil, ifNotExists: Bool = false) -> SchemaOperation {
        .create(name, owner: owner, ifNotExists: ifNotExists)
    }

    /// Drops a schema.
    ///
    /// PostgreSQL: `DROP SCHEMA [IF EXISTS] … [CASCADE]`. Refused on SQLite.
    /// - Parameters:
    ///   - name: the schema's name.
    ///   - wasOwnedBy: the role that owned it, for the downgrade; `nil` for the role that runs the downgrade.
    ///   - ifExists: no error when the schema is missing.
    ///   - dependents: what happens to the objects in it. With `.cascade`, the downgrade cannot restore them.
    public func dropSchema(
        _ name: String, wasOwnedBy: DatabaseRole? = nil, ifExists: Bool = false, dependents: DependentObjects = .refuse
    ) -> SchemaOperation {
        .drop(name, wasOwnedBy: wasOwnedBy, ifExists: ifExists, dependents: dependents)
    }

    /// Renames a schema.
    ///
    /// PostgreSQL: `ALTER SCHEMA … RENAME TO …`. Refused on SQLite.
    public func renameSchema(_ name: String, to newName: String) -> SchemaOperation {
        .rename(name, to: newName)
    }
}
