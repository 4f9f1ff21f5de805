extension SchemaReader {
    /// Objects that users made and Athanor does not compare: their kind and their name.
    ///
    /// Large objects are counted only. Objects of extensions, and objects in schemas that are not compared, are left
    /// out.
    static let uncompared = """
        SELECT 'operator class', pg_catalog.format('%I.%I USING %I', s.nspname, o.opcname, a.amname)
        FROM pg_catalog.pg_opclass AS o
        JOIN spaces AS s ON s.oid = o.opcnamespace
        JOIN pg_catalog.pg_am AS a ON a.oid = o.opcmethod
        WHERE NOT EXISTS (
            SELECT FROM members AS m
            WHERE m.classid = 'pg_catalog.pg_opclass'::pg_catalog.regclass AND m.objid = o.oid
        )
        UNION ALL
        SELECT 'operator family', pg_catalog.format('%I.%I USING %I', s.nspname, o.opfname, a.amname)
        FROM pg_catalog.pg_opfamily AS o
        JOIN spaces AS s ON s.oid = o.opfnamespace
        JOIN pg_catalog.pg_am AS a ON a.oid = o.opfmethod
        WHERE NOT EXISTS (
            SELECT FROM members AS m
            WHERE m.classid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass AND m.objid = o.oid
        )
        UNION ALL
        SELECT 'text search parser', pg_catalog.format('%I.%I', s.nspname, p.prsname)
        FROM pg_catalog.pg_ts_parser AS p
        JOIN spaces AS s ON s.oid = p.prsnamespace
        WHERE NOT EXISTS (
            SELECT FROM members AS m
            WHERE m.classid = 'pg_catalog.pg_ts_parser'::pg_catalog.regclass AND m.objid = p.oid
        )
        UNION ALL
        SELECT 'text search template', pg_catalog.format('%I.%I', s.nspname, t.tmplname)
        FROM pg_catalog.pg_ts_template AS t
        JOIN spaces AS s ON s.oid = t.tmplnamespace
        WHERE NOT EXISTS (
            SELECT FROM members AS m
            WHERE m.classid = 'pg_catalog.pg_ts_template'::pg_catalog.regclass AND m.objid = t.oid
        )
        UNION ALL
        SELECT 'conversion', pg_catalog.format('%I.%I', s.nspname, c.conname)
        FROM pg_catalog.pg_conversion AS c
        JOIN spaces AS s ON s.oid = c.connamespace
        WHERE NOT EXISTS (
            SELECT FROM members AS m
            WHERE m.classid = 'pg_catalog.pg_conversion'::pg_catalog.regclass AND m.objid = c.oid
        )
        UNION ALL
        SELECT
            CASE WHEN t.typisdefined THEN 'base type' ELSE 'shell type' END,
            pg_catalog.format('%I.%I', s.nspname, t.typname)
        FROM pg_catalog.pg_type AS t
        JOIN spaces AS s ON s.oid = t.typnamespace
        WHERE t.typtype IN ('b', 'p')
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS e WHERE e.typarray = t.oid)
            AND NOT EXISTS (
                SELECT FROM members AS m
                WHERE m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND m.objid = t.oid
            )
        UNION ALL
        SELECT 'access method', pg_catalog.quote_ident(a.amname)
        FROM pg_catalog.pg_am AS a
        WHERE a.oid >= 16384
            AND NOT EXISTS (
                SELECT FROM members AS m
                WHERE m.classid = 'pg_catalog.pg_am'::pg_catalog.regclass AND m.objid = a.oid
            )
        UNION ALL
        SELECT 'language', pg_catalog.quote_ident(l.lanname)
        FROM pg_catalog.pg_language AS l
        WHERE l.oid >= 16384
            AND NOT EXISTS (
                SELECT FROM members AS m
                WHERE m.classid = 'pg_catalog.pg_language'::pg_catalog.regclass AND m.objid = l.oid
            )
        UNION ALL
        SELECT
            'transform',
            pg_catalog.format('FOR %s LANGUAGE %I', pg_catalog.format_type(f.trftype, NULL), l.lanname)
        FROM pg_catalog.pg_transform AS f
        JOIN pg_catalog.pg_language AS l ON l.oid = f.trflang
        WHERE f.oid >= 16384
            AND NOT EXISTS (
                SELECT FROM members AS m
                WHERE m.classid = 'pg_catalog.pg_transform'::pg_catalog.regclass AND m.objid = f.oid
            )
        UNION ALL
        SELECT 'subscription', pg_catalog.quote_ident(s.subname)
        FROM pg_catalog.pg_subscription AS s
        JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid
        WHERE d.datname = pg_catalog.current_database()
        UNION ALL
        SELECT
            'security label',
            pg_catalog.format(
                '%I ON %s', l.provider, pg_catalog.pg_describe_object(l.classoid, l.objoid, l.objsubid)
            )
        FROM pg_catalog.pg_seclabel AS l
        WHERE l.classoid <> 'pg_catalog.pg_largeobject'::pg_catalog.regclass
        UNION ALL
        SELECT 'large objects', pg_catalog.count(*)::pg_catalog.text
        FROM pg_catalog.pg_largeobject_metadata
        HAVING pg_catalog.count(*) > 0
        """
}
