/// The version table as configured: which revisions the database stands at.
///
/// Its shape and meaning are Alembic's (one text column `version_num`, its primary key, a row for each maximal applied
/// revision), so that the `alembic_version` table of an existing database can be named.
public struct VersionTable: Sendable, Hashable {
    /// The table's name.
    public let name: String
    /// Its schema, or `nil` for the one that the connection creates tables in.
    public let schema: String?

    /// A version table.
    public init(name: String = "athanor_version", schema: String? = nil) {
        self.name = name
        self.schema = schema
    }
}

/// Where the version table is, or would be created.
public struct VersionTableLocation: Sendable, Hashable {
    /// Its full name.
    public let name: QualifiedName
    /// Whether it exists.
    public let exists: Bool
    /// The longest id that its column takes, in characters; `nil` when it takes any.
    public let longestIdentifier: Int?

    /// A location as a database room finds it.
    public init(name: QualifiedName, exists: Bool, longestIdentifier: Int?) {
        self.name = name
        self.exists = exists
        self.longestIdentifier = longestIdentifier
    }
}
