/// A type that cannot change while a text is parsed with a lent privilege: only roles with the login's rights can make
/// it run code, or put another type under its name.
enum LastingType {
    /// A condition: the type is the system's own, or an enum, or an array of an enum, whose owner and whose schema's
    /// owner have the login's rights or are trusted.
    /// - Parameters:
    ///   - type: a row of `pg_type`.
    ///   - own: a condition under which the type's owner is not checked; `false` for never.
    static func condition(on type: String, own: String = "false") -> String {
        """
        (\(type).typnamespace = 'pg_catalog'::regnamespace OR EXISTS (
            SELECT FROM pg_catalog.pg_type AS l
            JOIN pg_catalog.pg_namespace AS n ON n.oid = l.typnamespace
            WHERE l.oid IN (\(type).oid, \(type).typelem) AND l.typtype = 'e'
              AND (\(own) OR \(AuthenticatedRole.trusts("l.typowner"))) AND \(AuthenticatedRole.trusts("n.nspowner"))))
        """
    }
}
