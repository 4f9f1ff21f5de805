extension SchemaReader {
    /// Triggers of tables, partitioned tables, foreign tables and views. Those that a partitioned table's trigger made
    /// are not objects.
    static let triggers = """
        SELECT 'trigger' AS kind,
               pg_catalog.concat_ws(':', g.tableoid, g.oid, 0) AS address,
               ARRAY[s.nspname::pg_catalog.text, c.relname::pg_catalog.text, g.tgname::pg_catalog.text] AS path,
               pg_catalog.concat_ws(':', c.tableoid, c.oid, 0) AS parent,
               NULL::pg_catalog.text AS owner,
               NULL::pg_catalog.text AS acl,
               NULL::pg_catalog.text AS acl_kind,
               pg_catalog.obj_description(g.oid, 'pg_trigger') AS comment,
               pg_catalog.json_build_object(
                   'statement', pg_catalog.pg_get_triggerdef(g.oid),
                   'state', g.tgenabled,
                   'isConstraint', g.tgconstraint <> 0
               )::pg_catalog.text AS definition
        FROM pg_catalog.pg_trigger AS g
        JOIN pg_catalog.pg_class AS c ON c.oid = g.tgrelid
        JOIN spaces AS s ON s.oid = c.relnamespace
        WHERE NOT g.tgisinternal AND g.tgparentid = 0 AND \(isComparedRelation)
        """

    /// Triggers that a partitioned table's trigger made, where their states differ.
    static let inheritedTriggers = """
        SELECT 'inherited trigger' AS kind,
               pg_catalog.concat_ws(':', g.tableoid, g.oid, 0) AS address,
               ARRAY[s.nspname::pg_catalog.text, c.relname::pg_catalog.text, g.tgname::pg_catalog.text] AS path,
               pg_catalog.concat_ws(':', c.tableoid, c.oid, 0) AS parent,
               NULL::pg_catalog.text AS owner,
               NULL::pg_catalog.text AS acl,
               NULL::pg_catalog.text AS acl_kind,
               NULL::pg_catalog.text AS comment,
               pg_catalog.json_build_object(
                   'state', g.tgenabled,
                   'inheritedState', o.tgenabled,
                   'origin', pg_catalog.json_build_object(
                       'kind', 'trigger',
                       'path', pg_catalog.json_build_array(n.nspname, p.relname, o.tgname))
               )::pg_catalog.text AS definition
        FROM pg_catalog.pg_trigger AS g
        JOIN pg_catalog.pg_trigger AS o ON o.oid = g.tgparentid
        JOIN pg_catalog.pg_class AS c ON c.oid = g.tgrelid
        JOIN spaces AS s ON s.oid = c.relnamespace
        JOIN pg_catalog.pg_class AS p ON p.oid = o.tgrelid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = p.relnamespace
        WHERE NOT g.tgisinternal AND g.tgenabled <> o.tgenabled AND \(isComparedRelation)
        """

    /// Triggers of partitions that are not objects: they mean the trigger that made them.
    static let triggerAliases = """
        WITH RECURSIVE made (oid, origin) AS (
            SELECT g.oid, g.tgparentid
            FROM pg_catalog.pg_trigger AS g
            JOIN pg_catalog.pg_trigger AS o ON o.oid = g.tgparentid
            WHERE NOT g.tgisinternal AND g.tgenabled = o.tgenabled
            UNION ALL
            SELECT m.oid, o.tgparentid
            FROM made AS m
            JOIN pg_catalog.pg_trigger AS o ON o.oid = m.origin
            JOIN pg_catalog.pg_trigger AS p ON p.oid = o.tgparentid
            WHERE o.tgenabled = p.tgenabled
        )
        SELECT pg_catalog.concat_ws(':', g.tableoid, m.oid, 0) AS address,
               pg_catalog.concat_ws(':', g.tableoid, m.origin, 0) AS means
        FROM made AS m
        JOIN pg_catalog.pg_trigger AS g ON g.oid = m.origin
        WHERE NOT EXISTS (
            SELECT FROM pg_catalog.pg_trigger AS o WHERE o.oid = g.tgparentid AND o.tgenabled = g.tgenabled)
        """

    /// Rules of tables and views, other than the ones that hold the queries of views.
    static let rules = """
        SELECT 'rule' AS kind,
               pg_catalog.concat_ws(':', r.tableoid, r.oid, 0) AS address,
               ARRAY[s.nspname::pg_catalog.text, c.relname::pg_catalog.text, r.rulename::pg_catalog.text] AS path,
               pg_catalog.concat_ws(':', c.tableoid, c.oid, 0) AS parent,
               NULL::pg_catalog.text AS owner,
               NULL::pg_catalog.text AS acl,
               NULL::pg_catalog.text AS acl_kind,
               pg_catalog.obj_description(r.oid, 'pg_rewrite') AS comment,
               pg_catalog.json_build_object(
                   'statement', pg_catalog.rtrim(pg_catalog.pg_get_ruledef(r.oid), ';'),
                   'state', r.ev_enabled
               )::pg_catalog.text AS definition
        FROM pg_catalog.pg_rewrite AS r
        JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
        JOIN spaces AS s ON s.oid = c.relnamespace
        WHERE r.ev_type <> '1' AND \(isComparedRelation)
        """

    /// Event triggers.
    static let eventTriggers = """
        SELECT 'event trigger' AS kind,
               pg_catalog.concat_ws(':', t.tableoid, t.oid, 0) AS address,
               ARRAY[t.evtname::pg_catalog.text] AS path,
               NULL::pg_catalog.text AS parent,
               pg_catalog.pg_get_userbyid(t.evtowner)::pg_catalog.text AS owner,
               NULL::pg_catalog.text AS acl,
               NULL::pg_catalog.text AS acl_kind,
               pg_catalog.obj_description(t.oid, 'pg_event_trigger') AS comment,
               pg_catalog.json_build_object(
                   'event', t.evtevent,
                   'tags', coalesce(pg_catalog.to_json(t.evttags), '[]'),
                   'function', pg_catalog.concat_ws(
                       '.', pg_catalog.quote_ident(n.nspname), pg_catalog.quote_ident(f.proname)),
                   'state', t.evtenabled
               )::pg_catalog.text AS definition
        FROM pg_catalog.pg_event_trigger AS t
        JOIN pg_catalog.pg_proc AS f ON f.oid = t.evtfoid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = f.pronamespace
        WHERE NOT EXISTS (SELECT FROM members AS e WHERE e.classid = t.tableoid AND e.objid = t.oid)
        """
}
