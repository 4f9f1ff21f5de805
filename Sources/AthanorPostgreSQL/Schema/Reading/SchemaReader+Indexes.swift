extension SchemaReader {
    /// Indexes of tables and materialized views, except those of constraints.
    static let indexes = """
        SELECT
            'index'::text AS kind,
            '1259:' || x.oid || ':0' AS address,
            ARRAY[s.nspname::text, x.relname::text] AS path,
            '1259:' || c.oid || ':0' AS parent,
            NULL::text AS owner,
            NULL::text AS acl,
            NULL::text AS acl_kind,
            pg_catalog.obj_description(x.oid, 'pg_class') AS comment,
            pg_catalog.json_build_object(
                'table', pg_catalog.json_build_array(s.nspname, c.relname),
                'shape', h.shape,
                'isPartitioned', x.relkind = 'I',
                'isValid', i.indisvalid,
                'statistics', (
                    SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object(
                        'position', a.attnum, 'target', a.attstattarget) ORDER BY a.attnum),
                        pg_catalog.json_build_array())
                    FROM pg_catalog.pg_attribute AS a
                    WHERE a.attrelid = x.oid AND a.attstattarget >= 0)
            )::text AS definition
        FROM pg_catalog.pg_index AS i
        JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
        JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
        JOIN spaces AS s ON s.oid = c.relnamespace
        CROSS JOIN LATERAL (\(indexShape)) AS h
        WHERE c.relkind IN ('r', 'p', 'm')
            AND NOT EXISTS (
                SELECT
                FROM pg_catalog.pg_constraint AS o
                WHERE o.conindid = i.indexrelid AND o.contype IN ('p', 'u', 'x'))
            AND c.oid NOT IN (SELECT oid FROM hidden)
            AND ('pg_catalog.pg_class'::pg_catalog.regclass, c.oid) NOT IN (SELECT classid, objid FROM members)
            AND ('pg_catalog.pg_class'::pg_catalog.regclass, x.oid) NOT IN (SELECT classid, objid FROM members)
        """

    /// Everything about an index but its names: of `i` in `pg_index`, `x` and `c` in `pg_class`, `s` the schema.
    ///
    /// The server writes the keys, with collations, operator classes and orders, only as a part of the whole statement.
    /// All that is before and after them is known, so it is cut off by its length. The keys are NULL if what is there
    /// is not what was expected.
    static let indexShape = """
        SELECT pg_catalog.json_build_object(
            'isUnique', i.indisunique,
            'method', m.amname,
            'keys', CASE
                WHEN pg_catalog.starts_with(d.text, d.before) AND pg_catalog.right(d.text, d.after_length) = d.after
                THEN pg_catalog.substr(
                    d.text, d.before_length + 1, pg_catalog.length(d.text) - d.before_length - d.after_length) END,
            'included', p.included,
            'hasNullsNotDistinct', p.nulls_not_distinct,
            'predicate', p.predicate,
            'options', COALESCE(x.reloptions, '{}'),
            'tablespace', p.tablespace) AS shape
        FROM pg_catalog.pg_am AS m
        CROSS JOIN LATERAL (
            SELECT
                pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate,
                COALESCE((pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, FALSE) AS nulls_not_distinct,
                (SELECT pg_catalog.string_agg(pg_catalog.pg_get_indexdef(i.indexrelid, n, FALSE), ', ' ORDER BY n)
                FROM pg_catalog.generate_series(i.indnkeyatts + 1, i.indnatts::integer) AS n) AS included,
                (SELECT t.spcname FROM pg_catalog.pg_tablespace AS t WHERE t.oid = x.reltablespace) AS tablespace,
                (SELECT pg_catalog.string_agg(
                    pg_catalog.quote_ident(pg_catalog.split_part(o.option, '=', 1)) || '='
                    || CASE WHEN pg_catalog.quote_ident(v.value) = v.value THEN v.value
                        ELSE pg_catalog.quote_literal(v.value) END, ', ' ORDER BY o.number)
                FROM pg_catalog.unnest(x.reloptions) WITH ORDINALITY AS o(option, number)
                CROSS JOIN LATERAL (
                    SELECT pg_catalog.substr(o.option, pg_catalog.strpos(o.option, '=') + 1)) AS v(value)) AS options
        ) AS p
        CROSS JOIN LATERAL (
            SELECT
                pg_catalog.pg_get_indexdef(i.indexrelid) AS text,
                'CREATE ' || CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END || 'INDEX '
                || pg_catalog.quote_ident(x.relname) || ' ON ' || CASE WHEN x.relkind = 'I' THEN 'ONLY ' ELSE '' END
                || pg_catalog.quote_ident(s.nspname) || '.' || pg_catalog.quote_ident(c.relname) || ' USING '
                || pg_catalog.quote_ident(m.amname) || ' (' AS before,
                COALESCE(') INCLUDE (' || p.included, '') || ')'
                || CASE WHEN p.nulls_not_distinct THEN ' NULLS NOT DISTINCT' ELSE '' END
                || COALESCE(' WITH (' || p.options || ')', '') || COALESCE(' WHERE ' || p.predicate, '') AS after
        ) AS e
        CROSS JOIN LATERAL (
            SELECT e.text, e.before, e.after, pg_catalog.length(e.before) AS before_length,
                pg_catalog.length(e.after) AS after_length
        ) AS d
        WHERE m.oid = x.relam
        """

    /// Indexes as parts of the indexes of partitioned tables.
    static let indexAttachments = """
        SELECT
            'attached index'::text AS kind,
            '2611:' || x.oid || ':1' AS address,
            ARRAY[s.nspname::text, x.relname::text] AS path,
            CASE WHEN o.oid IS NULL THEN '1259:' || x.oid || ':0' ELSE '2606:' || o.oid || ':0' END AS parent,
            NULL::text AS owner,
            NULL::text AS acl,
            NULL::text AS acl_kind,
            NULL::text AS comment,
            pg_catalog.json_build_object(
                'table', pg_catalog.json_build_array(s.nspname, c.relname),
                'constraint', o.conname,
                'parentTable', pg_catalog.json_build_array(ps.nspname, pc.relname),
                'parentIndex', pg_catalog.json_build_array(ps.nspname, p.relname),
                'parentConstraint', po.conname
            )::text AS definition
        FROM pg_catalog.pg_class AS x
        JOIN pg_catalog.pg_index AS i ON i.indexrelid = x.oid
        JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
        JOIN spaces AS s ON s.oid = c.relnamespace
        JOIN pg_catalog.pg_inherits AS h ON h.inhrelid = x.oid
        JOIN pg_catalog.pg_class AS p ON p.oid = h.inhparent
        JOIN pg_catalog.pg_namespace AS ps ON ps.oid = p.relnamespace
        JOIN pg_catalog.pg_index AS pi ON pi.indexrelid = p.oid
        JOIN pg_catalog.pg_class AS pc ON pc.oid = pi.indrelid
        LEFT JOIN pg_catalog.pg_constraint AS o ON o.conindid = x.oid AND o.contype IN ('p', 'u', 'x')
        LEFT JOIN pg_catalog.pg_constraint AS po ON po.conindid = p.oid AND po.contype IN ('p', 'u', 'x')
        WHERE x.relkind IN ('i', 'I')
            AND c.oid NOT IN (SELECT oid FROM hidden)
            AND ('pg_catalog.pg_class'::pg_catalog.regclass, c.oid) NOT IN (SELECT classid, objid FROM members)
        """

    /// Needs of attached indexes that `pg_depend` does not have: the index above, and that the table is a partition.
    static let indexDependencies = """
        SELECT '2611:' || h.inhrelid || ':1' AS address, '1259:' || h.inhparent || ':0' AS needed
        FROM pg_catalog.pg_inherits AS h
        JOIN pg_catalog.pg_class AS x ON x.oid = h.inhrelid
        WHERE x.relkind IN ('i', 'I')
        UNION ALL
        SELECT '2611:' || h.inhrelid || ':1', '2611:' || i.indrelid || ':1'
        FROM pg_catalog.pg_inherits AS h
        JOIN pg_catalog.pg_index AS i ON i.indexrelid = h.inhrelid
        """
}
