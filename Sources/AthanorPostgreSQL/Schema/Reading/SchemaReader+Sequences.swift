extension SchemaReader {
    /// Sequences, also those of identity columns, which are parts of the columns.
    static let sequences = """
        SELECT
            'sequence'::text AS kind,
            '1259:' || c.oid || ':0' AS address,
            ARRAY[s.nspname::text, c.relname::text] AS path,
            CASE WHEN i.objid IS NOT NULL THEN '1259:' || i.refobjid || ':' || i.refobjsubid END AS parent,
            pg_catalog.pg_get_userbyid(c.relowner)::text AS owner,
            c.relacl::text AS acl,
            's'::text AS acl_kind,
            pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
            pg_catalog.json_build_object(
                'numbers', pg_catalog.json_build_object(
                    'type', pg_catalog.format_type(n.seqtypid, NULL),
                    'start', n.seqstart,
                    'increment', n.seqincrement,
                    'minimum', n.seqmin,
                    'maximum', n.seqmax,
                    'cache', n.seqcache,
                    'cycles', n.seqcycle),
                'isUnlogged', c.relpersistence = 'u',
                'isOfIdentity', i.objid IS NOT NULL
            )::text AS definition
        FROM pg_catalog.pg_class AS c
        JOIN spaces AS s ON s.oid = c.relnamespace
        JOIN pg_catalog.pg_sequence AS n ON n.seqrelid = c.oid
        LEFT JOIN pg_catalog.pg_depend AS i
            ON i.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND i.objid = c.oid AND i.objsubid = 0
                AND i.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND i.deptype = 'i'
        WHERE c.relkind = 'S'
            AND c.oid NOT IN (SELECT oid FROM hidden)
            AND ('pg_catalog.pg_class'::pg_catalog.regclass, c.oid) NOT IN (SELECT classid, objid FROM members)
        """

    /// The columns that sequences are owned by.
    static let sequenceOwners = """
        SELECT
            'sequence owner'::text AS kind,
            '1259:' || c.oid || ':10003' AS address,
            ARRAY[s.nspname::text, c.relname::text] AS path,
            '1259:' || c.oid || ':0' AS parent,
            NULL::text AS owner,
            NULL::text AS acl,
            NULL::text AS acl_kind,
            NULL::text AS comment,
            pg_catalog.json_build_object(
                'column', pg_catalog.json_build_object(
                    'kind', 'column', 'path', pg_catalog.json_build_array(ts.nspname, t.relname, a.attname))
            )::text AS definition
        FROM pg_catalog.pg_class AS c
        JOIN spaces AS s ON s.oid = c.relnamespace
        JOIN pg_catalog.pg_depend AS o
            ON o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.objid = c.oid AND o.objsubid = 0
                AND o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.refobjsubid > 0 AND o.deptype = 'a'
        JOIN pg_catalog.pg_class AS t ON t.oid = o.refobjid
        JOIN pg_catalog.pg_namespace AS ts ON ts.oid = t.relnamespace
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = o.refobjid AND a.attnum = o.refobjsubid
        WHERE c.relkind = 'S'
            AND c.oid NOT IN (SELECT oid FROM hidden)
            AND ('pg_catalog.pg_class'::pg_catalog.regclass, c.oid) NOT IN (SELECT classid, objid FROM members)
        """

    /// The columns that the owners of sequences need: the owner needs the column, the sequence itself does not.
    static let sequenceDependencies = """
        SELECT
            '1259:' || o.objid || ':10003' AS address,
            '1259:' || o.refobjid || ':' || o.refobjsubid AS needed
        FROM pg_catalog.pg_depend AS o
        JOIN pg_catalog.pg_class AS c ON c.oid = o.objid
        WHERE o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.objsubid = 0
            AND o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.refobjsubid > 0
            AND o.deptype = 'a' AND c.relkind = 'S'
        """
}
