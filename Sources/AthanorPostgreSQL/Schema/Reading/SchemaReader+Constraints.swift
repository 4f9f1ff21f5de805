extension SchemaReader {
    /// Constraints of tables, except NOT NULL, which is a fact of the column.
    ///
    /// The server writes DEFERRABLE, NOT VALID and the like last. They are known, and cut off by their length.
    static let constraints = """
        SELECT
            'constraint'::text AS kind,
            '2606:' || o.oid || ':0' AS address,
            ARRAY[s.nspname::text, c.relname::text, o.conname::text] AS path,
            '1259:' || c.oid || ':0' AS parent,
            NULL::text AS owner,
            NULL::text AS acl,
            NULL::text AS acl_kind,
            pg_catalog.obj_description(o.oid, 'pg_constraint') AS comment,
            pg_catalog.json_build_object(
                'type', CASE o.contype
                    WHEN 'c' THEN 'check' WHEN 'f' THEN 'foreign key' WHEN 'p' THEN 'primary key'
                    WHEN 'u' THEN 'unique' ELSE 'exclusion' END,
                'condition', pg_catalog.left(t.text, pg_catalog.length(t.text) - pg_catalog.length(e.ending)),
                'isDeferrable', o.condeferrable,
                'isDeferred', o.condeferred,
                'isEnforced', e.enforced,
                'isValidated', o.convalidated OR NOT e.enforced,
                'isLocal', o.conislocal,
                'inheritedFrom', CASE
                    WHEN o.conparentid <> 0 THEN (
                        SELECT pg_catalog.json_build_array(pg_catalog.json_build_object(
                            'kind', 'constraint',
                            'path', pg_catalog.json_build_array(ps.nspname, p.relname, po.conname)))
                        FROM pg_catalog.pg_constraint AS po
                        JOIN pg_catalog.pg_class AS p ON p.oid = po.conrelid
                        JOIN pg_catalog.pg_namespace AS ps ON ps.oid = p.relnamespace
                        WHERE po.oid = o.conparentid)
                    WHEN o.coninhcount > 0 THEN (
                        SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object(
                            'kind', 'constraint',
                            'path', pg_catalog.json_build_array(ps.nspname, p.relname, po.conname))
                            ORDER BY h.inhseqno), pg_catalog.json_build_array())
                        FROM pg_catalog.pg_inherits AS h
                        JOIN pg_catalog.pg_class AS p ON p.oid = h.inhparent
                        JOIN pg_catalog.pg_namespace AS ps ON ps.oid = p.relnamespace
                        JOIN pg_catalog.pg_constraint AS po
                            ON po.conrelid = p.oid AND po.conname = o.conname AND po.contype = o.contype
                                AND NOT po.connoinherit
                        WHERE h.inhrelid = c.oid)
                    ELSE pg_catalog.json_build_array() END,
                'index', h.shape,
                'indexComment', pg_catalog.obj_description(i.indexrelid, 'pg_class')
            )::text AS definition
        FROM pg_catalog.pg_constraint AS o
        JOIN pg_catalog.pg_class AS c ON c.oid = o.conrelid
        JOIN spaces AS s ON s.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = o.conindid AND o.contype IN ('p', 'u', 'x')
        LEFT JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
        LEFT JOIN LATERAL (\(indexShape)) AS h ON TRUE
        CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_constraintdef(o.oid) AS text) AS t
        CROSS JOIN LATERAL (
            SELECT COALESCE((pg_catalog.to_jsonb(o) ->> 'conenforced')::boolean, TRUE) AS enforced) AS r
        CROSS JOIN LATERAL (
            SELECT
                r.enforced,
                CASE WHEN o.condeferrable THEN ' DEFERRABLE' ELSE '' END
                || CASE WHEN o.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END
                || CASE WHEN NOT r.enforced THEN ' NOT ENFORCED'
                    WHEN NOT o.convalidated THEN ' NOT VALID' ELSE '' END AS ending) AS e
        WHERE o.contype IN ('c', 'f', 'p', 'u', 'x')
            AND c.relkind IN ('r', 'p', 'f')
            -- A foreign key to a partitioned table has one more constraint for each partition.
            AND NOT EXISTS (
                SELECT
                FROM pg_catalog.pg_constraint AS po
                WHERE po.oid = o.conparentid AND po.conrelid = o.conrelid)
            AND c.oid NOT IN (SELECT oid FROM hidden)
            AND ('pg_catalog.pg_class'::pg_catalog.regclass, c.oid) NOT IN (SELECT classid, objid FROM members)
            AND ('pg_catalog.pg_constraint'::pg_catalog.regclass, o.oid) NOT IN (SELECT classid, objid FROM members)
        """

    /// Addresses that mean a constraint: its index.
    static let constraintAliases = """
        SELECT '1259:' || o.conindid || ':0' AS address, '2606:' || o.oid || ':0' AS means
        FROM pg_catalog.pg_constraint AS o
        WHERE o.contype IN ('p', 'u', 'x') AND o.conrelid >= 16384
        """
}
