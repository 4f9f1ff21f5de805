extension SchemaReader {
    /// Views.
    static let views = """
        SELECT 'view' AS kind,
               pg_catalog.concat_ws(':', c.tableoid, c.oid, 0) AS address,
               ARRAY[s.nspname::pg_catalog.text, c.relname::pg_catalog.text] AS path,
               NULL::pg_catalog.text AS parent,
               pg_catalog.pg_get_userbyid(c.relowner)::pg_catalog.text AS owner,
               c.relacl::pg_catalog.text AS acl,
               'r' AS acl_kind,
               pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
               pg_catalog.json_build_object(
                   'query', \(viewQuery),
                   'columns', (
                       SELECT coalesce(pg_catalog.json_agg(\(queryColumn) ORDER BY a.attnum), '[]')
                       FROM pg_catalog.pg_attribute AS a
                       WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
                   'options', coalesce(pg_catalog.to_json(c.reloptions), '[]')
               )::pg_catalog.text AS definition
        FROM pg_catalog.pg_class AS c
        JOIN spaces AS s ON s.oid = c.relnamespace
        WHERE c.relkind = 'v' AND \(isComparedRelation)
        """

    /// Materialized views.
    static let materializedViews = """
        SELECT 'materialized view' AS kind,
               pg_catalog.concat_ws(':', c.tableoid, c.oid, 0) AS address,
               ARRAY[s.nspname::pg_catalog.text, c.relname::pg_catalog.text] AS path,
               NULL::pg_catalog.text AS parent,
               pg_catalog.pg_get_userbyid(c.relowner)::pg_catalog.text AS owner,
               c.relacl::pg_catalog.text AS acl,
               'r' AS acl_kind,
               pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
               pg_catalog.json_build_object(
                   'query', \(viewQuery),
                   'columns', (
                       SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
                                  'shape', \(queryColumn),
                                  'statistics', CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END,
                                  'options', coalesce(pg_catalog.to_json(a.attoptions), '[]'),
                                  'storage', CASE a.attstorage \(storageNames) END,
                                  'usualStorage', CASE t.typstorage \(storageNames) END,
                                  'compression', CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END
                              ) ORDER BY a.attnum), '[]')
                       FROM pg_catalog.pg_attribute AS a
                       JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
                       WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
                   'options', pg_catalog.to_json(
                       coalesce(c.reloptions, '{}')
                       || ARRAY(SELECT 'toast.' || o.entry
                                FROM pg_catalog.pg_class AS toast
                                CROSS JOIN LATERAL pg_catalog.unnest(toast.reloptions) AS o (entry)
                                WHERE toast.oid = c.reltoastrelid)),
                   'tablespace', (SELECT p.spcname FROM pg_catalog.pg_tablespace AS p WHERE p.oid = c.reltablespace),
                   'accessMethod', (SELECT m.amname FROM pg_catalog.pg_am AS m WHERE m.oid = c.relam)
               )::pg_catalog.text AS definition
        FROM pg_catalog.pg_class AS c
        JOIN spaces AS s ON s.oid = c.relnamespace
        WHERE c.relkind = 'm' AND \(isComparedRelation)
        """

    /// Columns of views and materialized views.
    ///
    /// Their addresses are those of their rows, not those that `pg_depend` has for columns. So what depends on a column
    /// depends on the view: a view can only lose a column, or change its type, by being replaced.
    static let viewColumns = """
        SELECT 'view column' AS kind,
               pg_catalog.concat_ws(':', a.tableoid, a.attrelid, a.attnum) AS address,
               ARRAY[s.nspname::pg_catalog.text, c.relname::pg_catalog.text, a.attname::pg_catalog.text] AS path,
               pg_catalog.concat_ws(':', c.tableoid, c.oid, 0) AS parent,
               NULL::pg_catalog.text AS owner,
               a.attacl::pg_catalog.text AS acl,
               'c' AS acl_kind,
               pg_catalog.col_description(c.oid, a.attnum) AS comment,
               '{}' AS definition
        FROM pg_catalog.pg_class AS c
        JOIN spaces AS s ON s.oid = c.relnamespace
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind IN ('v', 'm') AND \(isComparedRelation)
        """

    /// Defaults of columns of views.
    static let viewColumnDefaults = """
        SELECT 'view default' AS kind,
               pg_catalog.concat_ws(':', d.tableoid, d.oid, 0) AS address,
               ARRAY[s.nspname::pg_catalog.text, c.relname::pg_catalog.text, a.attname::pg_catalog.text] AS path,
               pg_catalog.concat_ws(':', c.tableoid, c.oid, 0) AS parent,
               NULL::pg_catalog.text AS owner,
               NULL::pg_catalog.text AS acl,
               NULL::pg_catalog.text AS acl_kind,
               NULL::pg_catalog.text AS comment,
               pg_catalog.json_build_object('expression', pg_catalog.pg_get_expr(d.adbin, d.adrelid))::pg_catalog.text
                   AS definition
        FROM pg_catalog.pg_attrdef AS d
        JOIN pg_catalog.pg_class AS c ON c.oid = d.adrelid
        JOIN spaces AS s ON s.oid = c.relnamespace
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
        WHERE c.relkind = 'v' AND \(isComparedRelation)
        """

    /// The query of `c`, a view or materialized view. The server ends it with a semicolon.
    private static let viewQuery = "pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), ';')"

    /// `a`, an attribute, as a ``QueryColumn``.
    private static let queryColumn = """
        pg_catalog.json_build_object(
            'name', a.attname,
            'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
            'collation', (
                SELECT pg_catalog.concat_ws(
                           '.', pg_catalog.quote_ident(n.nspname), pg_catalog.quote_ident(l.collname))
                FROM pg_catalog.pg_collation AS l
                JOIN pg_catalog.pg_namespace AS n ON n.oid = l.collnamespace
                WHERE l.oid = a.attcollation))
        """

    /// The words for the storage of a column, in a CASE.
    private static let storageNames = """
        WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'x' THEN 'EXTENDED' WHEN 'm' THEN 'MAIN'
        """

    /// A condition on `c`, a relation: it is neither an extension's nor Athanor's own.
    static let isComparedRelation = """
        NOT EXISTS (SELECT FROM members AS e WHERE e.classid = c.tableoid AND e.objid = c.oid)
              AND NOT EXISTS (SELECT FROM hidden AS h WHERE h.oid = c.oid)
        """
}
