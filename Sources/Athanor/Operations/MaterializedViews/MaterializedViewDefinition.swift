/// A materialized view: a query with a name, whose rows are stored.
public struct MaterializedViewDefinition: Sendable, Hashable {
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
    /// Its comment in the catalog; `nil` for none.
    public var comment: String?
    /// The privileges of roles other than its owner.
    public var grants: [ViewGrant]
    /// Its owner; `nil` is the role that creates it.
    public var owner: DatabaseRole?
    /// The freshness target: when to refresh it; `nil` for none.
    public var refresh: FreshnessTarget?

    /// A materialized view.
    public init(
        _ name: QualifiedName, as query: ViewQuery, columns: [String] = [], indexes: [IndexDefinition] = [],
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
        grant(privileges, to: grantees, grantOption: grantOption)
    }

    /// A grant of the privileges in an array.
    public static func grant(_ privileges: [Privilege], to grantees: [Grantee], grantOption: Bool = false) -> ViewGrant
    {
        ViewGrant(privileges: privileges, grantees: grantees, grantOption: grantOption)
    }
}
