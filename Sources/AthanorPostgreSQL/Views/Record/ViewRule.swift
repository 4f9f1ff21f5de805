internal import Athanor

/// Two hashes that show whether somebody has changed a view: one of its rule, as the catalog stores it, and one of its
/// columns' names.
///
/// The stored rule is a tree of OIDs. Renaming the view or a relation that it reads does not change the rule; `CREATE
/// OR REPLACE` writes it again. So the rule can be compared without a lock, and without parsing the text of the view,
/// which somebody else may have written. It cannot be compared in another database, which has other OIDs.
enum ViewRule {
    /// An SQL expression for the hashes of the view whose row of `pg_class` is `c`: 64 digits, a space, 64 digits.
    static let expression = """
        (SELECT \(hash("w.ev_action::pg_catalog.text"))
         FROM pg_catalog.pg_rewrite AS w WHERE w.ev_class = c.oid AND w.rulename = '_RETURN')
            || ' ' || \(columns)
        """

    /// The second hash.
    static let columns = """
        (SELECT \(hash("pg_catalog.string_agg(pg_catalog.octet_length(a.attname::text) || ' ' || a.attname, ', ' ORDER BY a.attnum)"))
         FROM pg_catalog.pg_attribute AS a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
        """

    /// The value for a view that was restored from a dump or comes from a server of another version, and whose text
    /// differs from the recorded one or could not be read. Athanor cannot know whether somebody has changed it.
    static let restored = ""

    private static func hash(_ text: String) -> String {
        "pg_catalog.encode(pg_catalog.sha256(pg_catalog.textsend(coalesce(\(text), ''))), 'hex')"
    }
}

/// The relations whose definitions cannot be read without waiting: another session has locked them exclusively, or
/// waits for such a lock.
enum BusyRelations {
    /// An SQL query for their OIDs. It leaves out relations on which this session holds a lock, since it does not wait
    /// for those.
    static let reading = """
        SELECT l.relation
        FROM pg_catalog.pg_locks AS l
        WHERE l.locktype = 'relation' AND l.database = \(PostgreSQLMaterializedViews.databaseOID)
        GROUP BY l.relation
        HAVING pg_catalog.bool_or(
                   l.mode = 'AccessExclusiveLock' AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid())
           AND NOT pg_catalog.bool_or(l.granted AND l.pid IS NOT DISTINCT FROM pg_catalog.pg_backend_pid())
        """

    /// A condition: reading the definition of the view `c` would wait. The server locks the view and each relation that
    /// its rule names.
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
