/// Where names without a schema are looked up, as far as a revision tells.
public enum LookupPath: Sendable, Hashable {
    /// Where the session looks.
    case session
    /// In these schemas, one after the other; what is created is created in the first.
    case schemas([String])
    /// Somewhere that only the database can tell.
    case unknown
}
