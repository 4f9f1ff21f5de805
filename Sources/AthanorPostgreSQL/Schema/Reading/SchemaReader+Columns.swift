extension SchemaReader {
    /// Columns of tables.
    static let columns = """
        SELECT
            'column'::text AS kind,
            '1259:' || c.oid || ':' || a.attnum AS address,
            ARRAY[s.nspname::text, c.relname::text, a.attname::text] AS path,
            '1259:' || c.oid || ':0' AS parent,
            NULL::text AS owner,
            a.attacl::text AS acl,
            'c'::text AS acl_kind,
            pg_catalog.col_description(c.oid, a.attnum) AS comment,
            pg_catalog.json_build_object(
                'position', a.attnum,
                'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
                'collation', CASE WHEN a.attcollation <> t.typcollation THEN
                    (SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(l.collname)
                    FROM pg_catalog.pg_collation AS l
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = l.collnamespace
                    WHERE l.oid = a.attcollation) END,
                'notNull', CASE WHEN a.attnotnull THEN pg_catalog.json_build_object(
                    'name', n.conname,
                    'isInherited', COALESCE(NOT n.connoinherit, TRUE),
                    'isValidated', COALESCE(n.convalidated, TRUE),
                    'isLocal', COALESCE(n.conislocal, TRUE),
                    'comment', CASE WHEN n.oid IS NOT NULL
                        THEN pg_catalog.obj_description(n.oid, 'pg_constraint') END) END,
                'generation', CASE WHEN a.attgenerated <> '' THEN pg_catalog.json_build_object(
                    'expression', pg_catalog.pg_get_expr(d.adbin, d.adrelid),
                    'isStored', a.attgenerated = 's') END,
                'identity', CASE WHEN a.attidentity <> '' AND q.oid IS NOT NULL THEN pg_catalog.json_build_object(
                    'isAlways', a.attidentity = 'a',
                    'sequence', pg_catalog.json_build_array(qs.nspname, q.relname),
                    'numbers', pg_catalog.json_build_object(
                        'type', pg_catalog.format_type(qn.seqtypid, NULL),
                        'start', qn.seqstart,
                        'increment', qn.seqincrement,
                        'minimum', qn.seqmin,
                        'maximum', qn.seqmax,
                        'cache', qn.seqcache,
                        'cycles', qn.seqcycle)) END,
                'storage', CASE a.attstorage
                    WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END,
                'usualStorage', CASE t.typstorage
                    WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END,
                'compression', CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END,
                'statisticsTarget', NULLIF(a.attstattarget, -1),
                'options', COALESCE(a.attoptions, '{}'),
                'foreignOptions', CASE WHEN a.attfdwoptions IS NULL THEN pg_catalog.json_build_array() ELSE (
                    SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                        'name', o.option_name, 'value', o.option_value))
                    FROM pg_catalog.pg_options_to_table(a.attfdwoptions) AS o) END,
                'isLocal', a.attislocal,
                'inheritedFrom', CASE WHEN a.attinhcount = 0 THEN pg_catalog.json_build_array() ELSE (
                    SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object(
                        'kind', 'column', 'path', pg_catalog.json_build_array(ps.nspname, p.relname, a.attname))
                        ORDER BY i.inhseqno), pg_catalog.json_build_array())
                    FROM pg_catalog.pg_inherits AS i
                    JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent
                    JOIN pg_catalog.pg_namespace AS ps ON ps.oid = p.relnamespace
                    JOIN pg_catalog.pg_attribute AS pa ON pa.attrelid = p.oid AND pa.attname = a.attname
                    WHERE i.inhrelid = c.oid) END
            )::text AS definition
        FROM pg_catalog.pg_class AS c
        JOIN spaces AS s ON s.oid = c.relnamespace
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
        LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum AND a.attgenerated <> ''
        LEFT JOIN pg_catalog.pg_constraint AS n
            ON n.conrelid = c.oid AND n.contype = 'n' AND n.conkey[1] = a.attnum AND a.attnotnull
        LEFT JOIN pg_catalog.pg_depend AS qd
            ON a.attidentity <> '' AND qd.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                AND qd.refobjid = c.oid AND qd.refobjsubid = a.attnum
                AND qd.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND qd.deptype = 'i'
        LEFT JOIN pg_catalog.pg_class AS q ON q.oid = qd.objid AND q.relkind = 'S'
        LEFT JOIN pg_catalog.pg_namespace AS qs ON qs.oid = q.relnamespace
        LEFT JOIN pg_catalog.pg_sequence AS qn ON qn.seqrelid = q.oid
        WHERE c.relkind IN ('r', 'p', 'f')
            AND c.oid NOT IN (SELECT oid FROM hidden)
            AND ('pg_catalog.pg_class'::pg_catalog.regclass, c.oid) NOT IN (SELECT classid, objid FROM members)
        """

    /// Defaults of columns of tables.
    static let columnDefaults = """
        SELECT
            'default'::text AS kind,
            '2604:' || d.oid || ':0' AS address,
            ARRAY[s.nspname::text, c.relname::text, a.attname::text] AS path,
            '1259:' || c.oid || ':' || a.attnum AS parent,
            NULL::text AS owner,
            NULL::text AS acl,
            NULL::text AS acl_kind,
            NULL::text AS comment,
            pg_catalog.json_build_object(
                'expression', pg_catalog.pg_get_expr(d.adbin, d.adrelid),
                -- Functions of the server are not in pg_depend, so they are found in the expression.
                'isVolatile', EXISTS (
                    SELECT
                    FROM pg_catalog.regexp_matches(d.adbin::text, ':(?:funcid|opfuncid) (\\d+)', 'g') AS f(oids)
                    JOIN pg_catalog.pg_proc AS p ON p.oid = f.oids[1]::pg_catalog.oid
                    WHERE p.provolatile = 'v')
            )::text AS definition
        FROM pg_catalog.pg_class AS c
        JOIN spaces AS s ON s.oid = c.relnamespace
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relkind IN ('r', 'p', 'f')
            AND a.attgenerated = ''
            AND c.oid NOT IN (SELECT oid FROM hidden)
            AND ('pg_catalog.pg_class'::pg_catalog.regclass, c.oid) NOT IN (SELECT classid, objid FROM members)
        """

    /// Addresses that mean a column: its generation expression, and from PostgreSQL 18 its NOT NULL.
    static let columnAliases = """
        SELECT '2604:' || d.oid || ':0' AS address, '1259:' || d.adrelid || ':' || d.adnum AS means
        FROM pg_catalog.pg_attrdef AS d
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
        WHERE a.attgenerated <> ''
        UNION ALL
        SELECT '2606:' || n.oid || ':0', '1259:' || n.conrelid || ':' || n.conkey[1]
        FROM pg_catalog.pg_constraint AS n
        WHERE n.contype = 'n' AND n.conrelid >= 16384
        """
}
