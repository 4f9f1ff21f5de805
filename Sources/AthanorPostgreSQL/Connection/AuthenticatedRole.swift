internal import Athanor

/// The role that the connection logged in as, in SQL.
///
/// `SET ROLE` and `SET SESSION AUTHORIZATION` change `current_user` and `session_user`, and code that runs in the
/// session can undo both. So Athanor compares owners of code with the role of the login, which nothing changes.
///
/// Source: `pgstat_bestart` in `backend_status.c`, which records the role of the login once.
enum AuthenticatedRole {
    /// An expression for its OID.
    static let oid = """
        coalesce((SELECT s.usesysid FROM pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) AS s), 0::pg_catalog.oid)
        """

    /// A condition: a role already has the login's rights.
    /// - Parameter role: an expression for the OID of the role.
    static func isMatched(by role: String) -> String { RoleRights.has(role, thoseOf: oid) }

    /// A condition: a role already has the login's rights, owns the database, or is named as trusted
    /// (`trusted_owners`).
    /// - Parameter role: an expression for the OID of the role.
    static func trusts(_ role: String) -> String { "(\(isMatched(by: role)) OR \(isTrustedBeside(role)))" }

    /// A condition: a role owns the database, or is named as trusted (`trusted_owners`).
    /// - Parameter role: an expression for the OID of the role.
    static func isTrustedBeside(_ role: String) -> String {
        """
        (\(role) = (SELECT b.datdba FROM pg_catalog.pg_database AS b WHERE b.datname = pg_catalog.current_database())
         OR pg_catalog.pg_get_userbyid(\(role)) = 'pg_database_owner'
         OR pg_catalog.pg_get_userbyid(\(role)) = ANY (\(MetadataTablesTrust.named)))
        """
    }
}
