/// The version table as configured. It holds the revisions that the database is at.
///
/// Its shape and meaning are Alembic's: one text column `version_num`, which is its primary key, and a row for each
/// maximal applied revision. The `alembic_version` table of an existing database can therefore be used.
public struct VersionTable: Sendable, Hashable {
    /// The table's name.
    public let name: String
    /// Its schema; `nil` for the schema in which the connection creates tables.
    public let schema: String?

    /// Creates the configuration of a version table.
    public init(name: String = "athanor_version", schema: String? = nil) {
        self.name = name
        self.schema = schema
    }
}

/// Where the version table is, or would be created.
package struct VersionTableLocation: Sendable, Hashable {
    /// Its full name.
    package let name: QualifiedName
    /// Whether it exists.
    package let exists: Bool
    /// The longest id that fits its column, in characters; `nil` if there is no limit.
    package let longestIdentifier: Int?

    /// Creates a location, as a database module finds it.
    package init(name: QualifiedName, exists: Bool, longestIdentifier: Int?) {
        self.name = name
        self.exists = exists
        self.longestIdentifier = longestIdentifier
    }
}
