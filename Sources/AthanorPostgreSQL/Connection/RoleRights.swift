internal import Athanor

/// Which rights a role has through others, in SQL.
///
/// Up to PostgreSQL 15 a member can always take on the role. Since then a membership says whether it gives the rights, whether
/// the role may be taken on, and whether the member may give it to others and so to itself: one that says none of these gives
/// nothing.
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

    /// Older servers do not know the second word, and read no more of it than they are given.
    private static let ways = """
        CASE WHEN pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 160000
             THEN 'USAGE, SET, MEMBER WITH ADMIN OPTION' ELSE 'MEMBER' END
        """

    /// A condition: a membership lets its member use the rights or take on the role. Who creates a role is made a member of it
    /// since PostgreSQL 16, without either.
    /// - Parameter membership: a row of `pg_auth_members`.
    static func gives(_ membership: String) -> String {
        // Older servers do not have the columns.
        """
        (coalesce((pg_catalog.to_jsonb(\(membership))->>'inherit_option')::pg_catalog.bool, true)
         OR coalesce((pg_catalog.to_jsonb(\(membership))->>'set_option')::pg_catalog.bool, true))
        """
    }
}
