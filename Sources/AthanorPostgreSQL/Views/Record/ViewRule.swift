internal import Athanor

/// What tells that a view still is what somebody made of it: hashes of its rule, as the catalog stores it, and of its
/// columns' names.
///
/// The stored rule is a tree of OIDs. A rename of what the view reads leaves it alone, and so does a rename of the view;
/// `CREATE OR REPLACE` writes it anew. So it is compared without a lock, and without reading the text of the view, which
/// somebody else may have written. It says nothing in another database: there the OIDs are others.
enum ViewRule {
    /// An SQL expression for the hashes of the view whose row of `pg_class` is `c`: 64 digits, a space, 64 digits.
    static let expression = """
        (SELECT \(hash("w.ev_action::pg_catalog.text"))
         FROM pg_catalog.pg_rewrite AS w WHERE w.ev_class = c.oid AND w.rulename = '_RETURN')
            || ' ' || \(columns)
        """

    /// The second of them.
    static let columns = """
        (SELECT \(hash("pg_catalog.string_agg(pg_catalog.octet_length(a.attname::text) || ' ' || a.attname, ', ' ORDER BY a.attnum)"))
         FROM pg_catalog.pg_attribute AS a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
        """

    /// Stands for the hashes of a view that came out of a dump, or from a server of another version, with another text: what
    /// it was before cannot be told.
    static let restored = ""

    private static func hash(_ text: String) -> String {
        "pg_catalog.encode(pg_catalog.sha256(pg_catalog.textsend(coalesce(\(text), ''))), 'hex')"
    }
}

/// The relations that another session has locked so that reading their definitions would wait.
enum BusyRelations {
    /// An SQL query for their OIDs. Whoever holds a lock on such a relation already waits for nobody.
    static let reading = """
        SELECT l.relation
        FROM pg_catalog.pg_locks AS l
        WHERE l.locktype = 'relation' AND l.database = \(PostgreSQLMaterializedViews.databaseOID)
        GROUP BY l.relation
        HAVING pg_catalog.bool_or(
                   l.mode = 'AccessExclusiveLock' AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid())
           AND NOT pg_catalog.bool_or(l.granted AND l.pid IS NOT DISTINCT FROM pg_catalog.pg_backend_pid())
        """

    /// A condition: to read the definition of the view `c` would wait. The server locks the view and each relation that its
    /// rule names.
    /// - Parameter busy: an expression for an array of the OIDs of ``reading``.
    static func holdUp(_ busy: String) -> String {
        """
        (c.oid = ANY (\(busy)) OR EXISTS (
            SELECT FROM pg_catalog.pg_rewrite AS w
            JOIN pg_catalog.pg_depend AS d
                ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
                AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
            WHERE w.ev_class = c.oid AND d.refobjid = ANY (\(busy))))
        """
    }
}
