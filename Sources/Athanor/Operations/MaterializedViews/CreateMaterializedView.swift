/// Creates a materialized view with its indexes.
public struct CreateMaterializedView: Operation, Hashable {
    /// The view's name.
    public var name: QualifiedName
    /// The names of its columns; empty takes those of the query.
    public var columns: [String]
    /// The query.
    public var query: ViewQuery
    /// The indexes made with it.
    public var indexes: [IndexDefinition]
    /// Whether it is filled at once; without data it cannot be read until its first refresh.
    public var withData: Bool
    /// The tablespace; `nil` is the usual one.
    public var tablespace: String?
    /// Storage parameters.
    public var storage: StorageParameters
    /// The table access method; `nil` is the usual one.
    public var method: String?
    /// What the catalog says of it.
    public var comment: String?
    /// Who may do what with it, beside its owner.
    public var grants: [ViewGrant]
    /// Who owns it; `nil` is who creates it.
    public var owner: DatabaseRole?
    /// How fresh it is to be kept; `nil` says nothing about that.
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

    /// What the database's dialect makes of it.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        let creating = try database.dialect.lower(self)
        guard let refresh else { return creating }
        return creating + (try refresh.noted(of: name, for: database, from: nil))
    }

    /// Dropping it.
    public var inverse: Inverse { .operations([DropMaterializedView(name: name, was: self)]) }
}

/// What somebody may do with a view: `.grant(.select, to: [.role("reader")])`.
public struct ViewGrant: Sendable, Hashable {
    /// What may be done.
    public var privileges: [Privilege]
    /// By whom.
    public var grantees: [Grantee]
    /// Whether it can be given on.
    public var grantOption: Bool

    /// A grant.
    public static func grant(_ privileges: Privilege..., to grantees: [Grantee], grantOption: Bool = false) -> ViewGrant
    {
        ViewGrant(privileges: privileges, grantees: grantees, grantOption: grantOption)
    }
}
