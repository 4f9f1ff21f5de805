/// A role that owns an object or creates objects.
public enum DatabaseRole: Sendable, Hashable {
    /// A role by its name.
    case role(String)
    /// The role that runs the statement.
    case currentUser
}

/// A role that a privilege or a policy applies to.
public enum Grantee: Sendable, Hashable {
    /// All roles.
    case `public`
    /// A role by its name.
    case role(String)
    /// The role that runs the statement.
    case currentUser
}
