extension SchemaReader {
    /// Policies.
    static let policies = """
        SELECT 'policy' AS kind,
               pg_catalog.concat_ws(':', p.tableoid, p.oid, 0) AS address,
               ARRAY[s.nspname::pg_catalog.text, c.relname::pg_catalog.text, p.polname::pg_catalog.text] AS path,
               pg_catalog.concat_ws(':', c.tableoid, c.oid, 0) AS parent,
               NULL::pg_catalog.text AS owner,
               NULL::pg_catalog.text AS acl,
               NULL::pg_catalog.text AS acl_kind,
               pg_catalog.obj_description(p.oid, 'pg_policy') AS comment,
               pg_catalog.json_build_object(
                   'isPermissive', p.polpermissive,
                   'command', p.polcmd,
                   'roles', (
                       SELECT pg_catalog.json_agg(r.name ORDER BY r.name)
                       FROM pg_catalog.unnest(p.polroles) AS g (oid)
                       CROSS JOIN LATERAL (
                           SELECT CASE WHEN g.oid <> 0 THEN pg_catalog.pg_get_userbyid(g.oid) END
                       ) AS r (name)),
                   'using', pg_catalog.pg_get_expr(p.polqual, p.polrelid),
                   'check', pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)
               )::pg_catalog.text AS definition
        FROM pg_catalog.pg_policy AS p
        JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid
        JOIN spaces AS s ON s.oid = c.relnamespace
        WHERE \(isComparedRelation)
        """
}
