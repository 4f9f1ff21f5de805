/// What is done with Athanor's own tables.
public enum MetadataTablesAccess: Sendable, Hashable {
    /// The version table is read.
    case reading
    /// They are written, and perhaps read.
    case writing
}
