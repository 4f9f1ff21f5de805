/// Creates a materialized view with its indexes.
public struct CreateMaterializedView: Operation, Hashable {
    /// The view's name.
    public let name: QualifiedName
    /// The names of its columns; empty takes those of the query.
    public let columns: [String]
    /// The query, in the database's SQL, without a closing semicolon.
    public let query: String
    /// The indexes made with it.
    public let indexes: [IndexDefinition]
    /// Whether it is filled at once; without data it cannot be read until its first refresh.
    public let withData: Bool

    /// The directive. `op.createMaterializedView` makes one.
    public init(
        name: QualifiedName, columns: [String] = [], query: String, indexes: [IndexDefinition] = [],
        withData: Bool = true
    ) {
        self.name = name
        self.columns = columns
        self.query = query
        self.indexes = indexes
        self.withData = withData
    }

    /// `create materialized view NAME`.
    public var summary: String { "create materialized view \(name)" }

    /// What the database's dialect makes of it.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try database.dialect.lower(self)
    }

    /// Dropping it.
    public var inverse: Inverse { .operations([DropMaterializedView(name: name, was: self)]) }
}

/// Drops a materialized view.
public struct DropMaterializedView: Operation, Hashable {
    /// The view's name.
    public let name: QualifiedName
    /// What it was, for the way back.
    public let was: CreateMaterializedView?
    /// Whether it is fine that there is none.
    public let ifExists: Bool

    /// The directive. `op.dropMaterializedView` makes one.
    public init(name: QualifiedName, was: CreateMaterializedView? = nil, ifExists: Bool = false) {
        self.name = name
        self.was = was
        self.ifExists = ifExists
    }

    /// `drop materialized view NAME`.
    public var summary: String { "drop materialized view \(name)" }

    /// What the database's dialect makes of it.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try database.dialect.lower(self)
    }

    /// Creating it as it was.
    public var inverse: Inverse {
        was.map { .operations([$0]) }
            ?? .impossible(because: "it does not carry the view that it drops; give it with `was:`")
    }
}
