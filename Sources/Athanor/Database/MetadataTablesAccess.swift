/// The kind of access to the metadata tables.
package enum MetadataTablesAccess: Sendable, Hashable {
    /// Reads the version table.
    case reading
    /// Writes the tables, and may read them.
    case writing
}
