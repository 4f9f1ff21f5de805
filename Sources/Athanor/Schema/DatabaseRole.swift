/// A role that owns something or acts.
public enum DatabaseRole: Sendable, Hashable {
    /// A role by its name.
    case role(String)
    /// Whoever runs the statement.
    case currentUser
}

/// Whom a privilege or a policy is for.
public enum Grantee: Sendable, Hashable {
    /// Everybody.
    case `public`
    /// A role by its name.
    case role(String)
    /// Whoever runs the statement.
    case currentUser
}
