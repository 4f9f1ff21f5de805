internal import Athanor

/// The rights that a role has through other roles, in SQL.
///
/// Up to PostgreSQL 15 a member can always take the role on. Since PostgreSQL 16 a membership has three options: the
/// member has the role's rights, may take the role on, or may give the role to others and so to itself. A membership
/// without these options gives nothing.
///
/// Source: PostgreSQL documentation, "Role Membership" and `pg_has_role`.
enum RoleRights {
    /// A condition: a role has the rights of another, or can get them by itself.
    /// - Parameters:
    ///   - role: an expression for the OID of the role.
    ///   - other: an expression for the OID or the name of the other.
    static func has(_ role: String, thoseOf other: String) -> String {
        "pg_catalog.pg_has_role(\(role), \(other), \(ways))"
    }

    /// Servers before PostgreSQL 16 do not know `SET`, so `CASE` gives them only `MEMBER`.
    private static let ways = """
        CASE WHEN pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 160000
             THEN 'USAGE, SET, MEMBER WITH ADMIN OPTION' ELSE 'MEMBER' END
        """

    /// A condition: a membership lets its member use the rights or take the role on. Since PostgreSQL 16, a role that
    /// creates another becomes its member without either option.
    /// - Parameter membership: a row of `pg_auth_members`.
    static func gives(_ membership: String) -> String {
        // Older servers do not have the columns.
        """
        (coalesce((pg_catalog.to_jsonb(\(membership))->>'inherit_option')::pg_catalog.bool, true)
         OR coalesce((pg_catalog.to_jsonb(\(membership))->>'set_option')::pg_catalog.bool, true))
        """
    }
}
