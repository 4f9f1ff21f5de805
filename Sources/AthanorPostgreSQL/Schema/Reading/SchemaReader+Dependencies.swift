extension SchemaReader {
    /// What the server knows about dependencies, except those on the system's objects, which always exist.
    static let recordedDependencies = """
        SELECT d.classid || ':' || d.objid || ':' || d.objsubid,
               d.refclassid || ':' || d.refobjid || ':' || d.refobjsubid
        FROM pg_catalog.pg_depend AS d
        WHERE d.objid >= 16384
            AND d.deptype <> 'e'
            -- Array types, row types and TOAST tables are aliases or no objects.
            AND NOT (
                d.deptype = 'i'
                AND (
                    d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
                    OR d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                    AND d.refobjsubid = 0
                )
            )
            -- The trigger of a partitioned table does not need the partitions, on which it has copies.
            AND NOT (
                d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
                AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                AND d.objid IN (SELECT t.oid FROM pg_catalog.pg_trigger AS t WHERE t.tgparentid <> 0)
            )
            -- Only the owner of a sequence needs the column.
            AND NOT (
                d.deptype = 'a'
                AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                AND d.refobjsubid > 0
                AND d.objid IN (SELECT q.seqrelid FROM pg_catalog.pg_sequence AS q)
            )
        """

    /// Addresses that mean a relation or type: of the rule with the query of a view, of row types, and of array types.
    static let relationAliases = """
        SELECT 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid || ':' || r.oid || ':0',
               'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid || ':' || r.ev_class || ':0'
        FROM pg_catalog.pg_rewrite AS r
        WHERE r.ev_type = '1' AND r.ev_class >= 16384
        UNION ALL
        SELECT 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid || ':' || t.oid || ':0',
               'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid || ':' || t.typrelid || ':0'
        FROM pg_catalog.pg_type AS t
        WHERE t.typrelid >= 16384
        UNION ALL
        SELECT 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid || ':' || t.typarray || ':0',
               'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid || ':' || t.oid || ':0'
        FROM pg_catalog.pg_type AS t
        WHERE t.oid >= 16384 AND t.typarray <> 0
        """
}
