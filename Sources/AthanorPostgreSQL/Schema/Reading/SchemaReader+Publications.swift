extension SchemaReader {
    /// Publications.
    static let publications = """
        SELECT 'publication' AS kind,
               pg_catalog.concat_ws(':', p.tableoid, p.oid, 0) AS address,
               ARRAY[p.pubname::pg_catalog.text] AS path,
               NULL::pg_catalog.text AS parent,
               pg_catalog.pg_get_userbyid(p.pubowner)::pg_catalog.text AS owner,
               NULL::pg_catalog.text AS acl,
               NULL::pg_catalog.text AS acl_kind,
               pg_catalog.obj_description(p.oid, 'pg_publication') AS comment,
               pg_catalog.json_build_object(
                   'hasAllTables', p.puballtables,
                   'operations', ARRAY(
                       SELECT o.name
                       FROM (VALUES (1, p.pubinsert, 'insert'), (2, p.pubupdate, 'update'), (3, p.pubdelete, 'delete'),
                                    (4, p.pubtruncate, 'truncate')) AS o (place, is_published, name)
                       WHERE o.is_published
                       ORDER BY o.place),
                   'publishesRoot', p.pubviaroot,
                   -- PostgreSQL 18 and later.
                   'generatedColumns',
                   CASE pg_catalog.to_json(p) ->> 'pubgencols' WHEN 's' THEN 'stored' ELSE 'none' END
               )::pg_catalog.text AS definition
        FROM pg_catalog.pg_publication AS p
        WHERE \(isComparedPublication)
        """

    /// Tables that are named in publications.
    static let publishedTables = """
        SELECT 'published table' AS kind,
               pg_catalog.concat_ws(':', r.tableoid, r.oid, 0) AS address,
               ARRAY[p.pubname::pg_catalog.text, s.nspname::pg_catalog.text, c.relname::pg_catalog.text] AS path,
               pg_catalog.concat_ws(':', p.tableoid, p.oid, 0) AS parent,
               NULL::pg_catalog.text AS owner,
               NULL::pg_catalog.text AS acl,
               NULL::pg_catalog.text AS acl_kind,
               NULL::pg_catalog.text AS comment,
               pg_catalog.json_build_object(
                   'columns', (
                       SELECT pg_catalog.json_agg(a.attname ORDER BY a.attname)
                       FROM pg_catalog.pg_attribute AS a
                       WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)),
                   'condition', pg_catalog.pg_get_expr(r.prqual, r.prrelid)
               )::pg_catalog.text AS definition
        FROM pg_catalog.pg_publication_rel AS r
        JOIN pg_catalog.pg_publication AS p ON p.oid = r.prpubid
        JOIN pg_catalog.pg_class AS c ON c.oid = r.prrelid
        JOIN spaces AS s ON s.oid = c.relnamespace
        WHERE \(isComparedRelation)
          AND \(isComparedPublication)
        """

    /// Schemas in publications.
    static let publishedSchemas = """
        SELECT 'published schema' AS kind,
               pg_catalog.concat_ws(':', r.tableoid, r.oid, 0) AS address,
               ARRAY[p.pubname::pg_catalog.text, s.nspname::pg_catalog.text] AS path,
               pg_catalog.concat_ws(':', p.tableoid, p.oid, 0) AS parent,
               NULL::pg_catalog.text AS owner,
               NULL::pg_catalog.text AS acl,
               NULL::pg_catalog.text AS acl_kind,
               NULL::pg_catalog.text AS comment,
               '{}' AS definition
        FROM pg_catalog.pg_publication_namespace AS r
        JOIN pg_catalog.pg_publication AS p ON p.oid = r.pnpubid
        JOIN spaces AS s ON s.oid = r.pnnspid
        WHERE \(isComparedPublication)
        """

    /// A condition on `p`, a publication: it is not an extension's.
    private static let isComparedPublication = """
        NOT EXISTS (SELECT FROM members AS e WHERE e.classid = p.tableoid AND e.objid = p.oid)
        """
}
