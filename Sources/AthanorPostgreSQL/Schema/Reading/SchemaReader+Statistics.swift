extension SchemaReader {
    /// Statistics objects.
    static let statistics = """
        SELECT 'statistics' AS kind,
               pg_catalog.concat_ws(':', x.tableoid, x.oid, 0) AS address,
               ARRAY[s.nspname::pg_catalog.text, x.stxname::pg_catalog.text] AS path,
               pg_catalog.concat_ws(':', c.tableoid, c.oid, 0) AS parent,
               pg_catalog.pg_get_userbyid(x.stxowner)::pg_catalog.text AS owner,
               NULL::pg_catalog.text AS acl,
               NULL::pg_catalog.text AS acl_kind,
               pg_catalog.obj_description(x.oid, 'pg_statistic_ext') AS comment,
               pg_catalog.json_build_object(
                   'relation', pg_catalog.json_build_array(n.nspname, c.relname),
                   'kinds', (
                       SELECT coalesce(pg_catalog.json_agg(
                                  CASE k.kind WHEN 'd' THEN 'ndistinct' WHEN 'f' THEN 'dependencies' ELSE 'mcv' END
                                  ORDER BY k.kind), '[]')
                       FROM pg_catalog.unnest(x.stxkind) AS k (kind)
                       WHERE k.kind <> 'e'),
                   'columns', (
                       SELECT coalesce(pg_catalog.json_agg(a.attname ORDER BY a.attname), '[]')
                       FROM pg_catalog.pg_attribute AS a
                       WHERE a.attrelid = x.stxrelid AND a.attnum = ANY (x.stxkeys)),
                   'expressions',
                   coalesce(pg_catalog.to_json(pg_catalog.pg_get_statisticsobjdef_expressions(x.oid)), '[]'),
                   'target', CASE WHEN x.stxstattarget >= 0 THEN x.stxstattarget END
               )::pg_catalog.text AS definition
        FROM pg_catalog.pg_statistic_ext AS x
        JOIN spaces AS s ON s.oid = x.stxnamespace
        JOIN pg_catalog.pg_class AS c ON c.oid = x.stxrelid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE \(isComparedRelation)
          AND NOT EXISTS (SELECT FROM members AS e WHERE e.classid = x.tableoid AND e.objid = x.oid)
        """
}
