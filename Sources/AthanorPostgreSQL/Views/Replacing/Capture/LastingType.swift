/// A type that stays what it is while a text is read with a right that is lent: nobody without the login's rights can make it
/// run code, or put another one under its name.
enum LastingType {
    /// A condition that a type is one: it is the system's own, or an enum, or an array of such a one, whose owner and whose
    /// schema's owner have the login's rights or are trusted.
    /// - Parameters:
    ///   - type: a row of `pg_type`.
    ///   - own: a condition that the type's owner need not be looked at; `false` is never.
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
