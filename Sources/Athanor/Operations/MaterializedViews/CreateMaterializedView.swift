/// Creates a materialized view with its indexes.
public struct CreateMaterializedView: MigrationOperation, Hashable {
    /// The view's name.
    public var name: QualifiedName
    /// The names of its columns; if empty, those of the query.
    public var columns: [String]
    /// The query.
    public var query: ViewQuery
    /// The indexes to create with it.
    public var indexes: [IndexDefinition]
    /// Whether to fill it at once. Without data it cannot be read until its first refresh.
    public var withData: Bool
    /// The tablespace; `nil` is the default.
    public var tablespace: String?
    /// Storage parameters.
    public var storage: StorageParameters
    /// The table access method; `nil` is the default.
    public var method: String?
    /// Its comment in the catalog.
    public var comment: String?
    /// The privileges of roles other than its owner.
    public var grants: [ViewGrant]
    /// Its owner; `nil` is the role that creates it.
    public var owner: DatabaseRole?
    /// The freshness target: when to refresh it; `nil` for none.
    public var refresh: FreshnessTarget?

    /// The operation. `op.createMaterializedView` makes one.
    public init(
        name: QualifiedName, columns: [String] = [], query: ViewQuery, indexes: [IndexDefinition] = [],
        withData: Bool = true, tablespace: String? = nil, storage: StorageParameters = [:], method: String? = nil,
        comment: String? = nil, grants: [ViewGrant] = [], owner: DatabaseRole? = nil,
        refresh: FreshnessTarget? = nil
    ) {
        self.name = name
        self.columns = columns
        self.query = query
        self.indexes = indexes
        self.withData = withData
        self.tablespace = tablespace
        self.storage = storage
        self.method = method
        self.comment = comment
        self.grants = grants
        self.owner = owner
        self.refresh = refresh
    }

    /// `create materialized view NAME`.
    public var summary: String { "create materialized view \(name)" }

    /// Returns the steps in the database's dialect.
    /// - Throws: ``OperationError``.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        let creating = try database.dialect.lower(self)
        let noting = try refresh.map { try $0.noted(of: name, for: database, from: nil) } ?? []
        return (creating + noting).attributed(to: self)
    }

    /// An operation that drops the view.
    public var inverse: Inverse { .operations([DropMaterializedView(name: name, was: self)]) }
}

/// Privileges on a view for some roles: `.grant(.select, to: [.role("reader")])`.
public struct ViewGrant: Sendable, Hashable {
    /// The privileges.
    public var privileges: [Privilege]
    /// The roles that get the privileges.
    public var grantees: [Grantee]
    /// Whether the roles may grant the privileges to others.
    public var grantOption: Bool

    /// A grant.
    public static func grant(_ privileges: Privilege..., to grantees: [Grantee], grantOption: Bool = false) -> ViewGrant
    {
        ViewGrant(privileges: privileges, grantees: grantees, grantOption: grantOption)
    }
}
