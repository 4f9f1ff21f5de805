extension SchemaReader {
    /// Tables: ordinary, partitioned and foreign ones.
    static let tables = """
        SELECT
            'table'::text AS kind,
            '1259:' || c.oid || ':0' AS address,
            ARRAY[s.nspname::text, c.relname::text] AS path,
            NULL::text AS parent,
            pg_catalog.pg_get_userbyid(c.relowner)::text AS owner,
            c.relacl::text AS acl,
            'r'::text AS acl_kind,
            pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
            pg_catalog.json_build_object(
                'isUnlogged', c.relpersistence = 'u',
                'rowType', CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END,
                'partitionKey', CASE WHEN c.relkind = 'p' THEN pg_catalog.json_build_object(
                    'expression', pg_catalog.pg_get_partkeydef(c.oid),
                    'types', ARRAY(
                        SELECT pg_catalog.format_type(a.atttypid, a.atttypmod)
                        FROM pg_catalog.pg_partitioned_table AS k
                        CROSS JOIN LATERAL pg_catalog.unnest(k.partattrs::smallint[])
                            WITH ORDINALITY AS n(attnum, place)
                        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.partrelid AND a.attnum = n.attnum
                        WHERE k.partrelid = c.oid
                        ORDER BY n.place)) END,
                'accessMethod', m.amname,
                'tablespace', t.spcname,
                'options', pg_catalog.to_json(
                    COALESCE(c.reloptions, '{}') || ARRAY(
                        SELECT 'toast.' || o.option
                        FROM pg_catalog.pg_class AS u
                        CROSS JOIN LATERAL pg_catalog.unnest(u.reloptions) AS o(option)
                        WHERE u.oid = c.reltoastrelid)),
                'hasRowSecurity', c.relrowsecurity,
                'forcesRowSecurity', c.relforcerowsecurity,
                'foreign', CASE WHEN f.ftrelid IS NOT NULL THEN pg_catalog.json_build_object(
                    'server', v.srvname,
                    'options', (
                        SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object(
                            'name', o.option_name, 'value', o.option_value)), pg_catalog.json_build_array())
                        FROM pg_catalog.pg_options_to_table(f.ftoptions) AS o)) END
            )::text AS definition
        FROM pg_catalog.pg_class AS c
        JOIN spaces AS s ON s.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_am AS m ON m.oid = c.relam
        LEFT JOIN pg_catalog.pg_tablespace AS t ON t.oid = c.reltablespace
        LEFT JOIN pg_catalog.pg_foreign_table AS f ON f.ftrelid = c.oid
        LEFT JOIN pg_catalog.pg_foreign_server AS v ON v.oid = f.ftserver
        WHERE c.relkind IN ('r', 'p', 'f')
            AND c.oid NOT IN (SELECT oid FROM hidden)
            AND ('pg_catalog.pg_class'::pg_catalog.regclass, c.oid) NOT IN (SELECT classid, objid FROM members)
        """

    /// Tables as partitions of others.
    static let partitions = """
        SELECT
            'partition'::text AS kind,
            '2611:' || c.oid || ':1' AS address,
            ARRAY[s.nspname::text, c.relname::text] AS path,
            '1259:' || c.oid || ':0' AS parent,
            NULL::text AS owner,
            NULL::text AS acl,
            NULL::text AS acl_kind,
            NULL::text AS comment,
            pg_catalog.json_build_object(
                'table', pg_catalog.json_build_object(
                    'kind', 'table', 'path', pg_catalog.json_build_array(ps.nspname, p.relname)),
                'bound', pg_catalog.pg_get_expr(c.relpartbound, c.oid),
                -- The condition of a partition by hash contains the OID of the table, here or in a table above.
                'condition', CASE WHEN NOT EXISTS (
                    SELECT
                    FROM pg_catalog.pg_partition_ancestors(c.oid) AS a
                    JOIN pg_catalog.pg_partitioned_table AS k ON k.partrelid = a.relid AND k.partrelid <> c.oid
                    WHERE k.partstrat = 'h')
                THEN pg_catalog.pg_get_partition_constraintdef(c.oid) END
            )::text AS definition
        FROM pg_catalog.pg_class AS c
        JOIN spaces AS s ON s.oid = c.relnamespace
        JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = c.oid
        JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent
        JOIN pg_catalog.pg_namespace AS ps ON ps.oid = p.relnamespace
        WHERE c.relispartition AND c.relkind IN ('r', 'p', 'f')
            AND c.oid NOT IN (SELECT oid FROM hidden)
            AND ('pg_catalog.pg_class'::pg_catalog.regclass, c.oid) NOT IN (SELECT classid, objid FROM members)
        """

    /// Tables as children of others, which are not partitioned.
    static let inheritances = """
        SELECT
            'inheritance'::text AS kind,
            '2611:' || c.oid || ':' || i.inhseqno AS address,
            ARRAY[s.nspname::text, c.relname::text, ps.nspname::text, p.relname::text] AS path,
            '1259:' || c.oid || ':0' AS parent,
            NULL::text AS owner,
            NULL::text AS acl,
            NULL::text AS acl_kind,
            NULL::text AS comment,
            pg_catalog.json_build_object('position', i.inhseqno)::text AS definition
        FROM pg_catalog.pg_class AS c
        JOIN spaces AS s ON s.oid = c.relnamespace
        JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = c.oid
        JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent
        JOIN pg_catalog.pg_namespace AS ps ON ps.oid = p.relnamespace
        WHERE NOT c.relispartition AND c.relkind IN ('r', 'f')
            AND c.oid NOT IN (SELECT oid FROM hidden)
            AND ('pg_catalog.pg_class'::pg_catalog.regclass, c.oid) NOT IN (SELECT classid, objid FROM members)
        """

    /// Replica identities that are not the default, which is the primary key.
    static let replicaIdentities = """
        SELECT
            'replica identity'::text AS kind,
            '1259:' || c.oid || ':10001' AS address,
            ARRAY[s.nspname::text, c.relname::text] AS path,
            '1259:' || c.oid || ':0' AS parent,
            NULL::text AS owner,
            NULL::text AS acl,
            NULL::text AS acl_kind,
            NULL::text AS comment,
            pg_catalog.json_build_object(
                'columns', CASE c.relreplident WHEN 'f' THEN 'all' WHEN 'n' THEN 'none' ELSE 'index' END,
                'index', x.relname
            )::text AS definition
        FROM pg_catalog.pg_class AS c
        JOIN spaces AS s ON s.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_index AS i ON i.indrelid = c.oid AND i.indisreplident
        LEFT JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
        WHERE c.relkind IN ('r', 'p')
            AND (c.relreplident IN ('f', 'n') OR c.relreplident = 'i' AND x.oid IS NOT NULL)
            AND c.oid NOT IN (SELECT oid FROM hidden)
            AND ('pg_catalog.pg_class'::pg_catalog.regclass, c.oid) NOT IN (SELECT classid, objid FROM members)
        """

    /// The indexes that CLUSTER orders tables and materialized views by.
    static let clusteredIndexes = """
        SELECT
            'clustered index'::text AS kind,
            '1259:' || c.oid || ':10002' AS address,
            ARRAY[s.nspname::text, c.relname::text] AS path,
            '1259:' || c.oid || ':0' AS parent,
            NULL::text AS owner,
            NULL::text AS acl,
            NULL::text AS acl_kind,
            NULL::text AS comment,
            pg_catalog.json_build_object('index', x.relname, 'isOfView', c.relkind = 'm')::text AS definition
        FROM pg_catalog.pg_index AS i
        JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
        JOIN spaces AS s ON s.oid = c.relnamespace
        JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
        WHERE i.indisclustered
            AND c.relkind IN ('r', 'p', 'm')
            AND c.oid NOT IN (SELECT oid FROM hidden)
            AND ('pg_catalog.pg_class'::pg_catalog.regclass, c.oid) NOT IN (SELECT classid, objid FROM members)
        """

    /// Needs that `pg_depend` does not have, of the objects above: the address of the object, and of the needed one.
    static let tableDependencies = """
        SELECT '2611:' || i.inhrelid || ':' || i.inhseqno AS address, '1259:' || i.inhparent || ':0' AS needed
        FROM pg_catalog.pg_inherits AS i
        JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
        WHERE c.relkind IN ('r', 'p', 'f')
        UNION ALL
        SELECT '1259:' || i.indrelid || ':10001', '1259:' || i.indexrelid || ':0'
        FROM pg_catalog.pg_index AS i
        JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
        WHERE i.indisreplident AND c.relreplident = 'i'
        UNION ALL
        SELECT '1259:' || i.indrelid || ':10002', '1259:' || i.indexrelid || ':0'
        FROM pg_catalog.pg_index AS i
        WHERE i.indisclustered
        """
}
