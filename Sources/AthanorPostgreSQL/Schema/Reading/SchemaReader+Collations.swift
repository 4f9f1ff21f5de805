extension SchemaReader {
    /// Collations. The version of the provider's rules is not read: it changes with the system.
    static let collations = """
        SELECT
            'collation',
            'pg_catalog.pg_collation'::pg_catalog.regclass::pg_catalog.oid || ':' || o.oid || ':0',
            ARRAY[s.nspname::pg_catalog.text, o.collname::pg_catalog.text],
            NULL,
            pg_catalog.pg_get_userbyid(o.collowner)::pg_catalog.text,
            NULL,
            NULL,
            pg_catalog.obj_description(o.oid, 'pg_collation'),
            pg_catalog.json_build_object(
                'provider', CASE o.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
                'isDeterministic', o.collisdeterministic,
                'locale', coalesce(
                    pg_catalog.to_jsonb(o) ->> 'colllocale', pg_catalog.to_jsonb(o) ->> 'colliculocale'
                ),
                'collate', o.collcollate,
                'characterType', o.collctype,
                'rules', pg_catalog.to_jsonb(o) ->> 'collicurules'
            )::pg_catalog.text
        FROM pg_catalog.pg_collation AS o
        JOIN spaces AS s ON s.oid = o.collnamespace
        WHERE NOT EXISTS (
            SELECT FROM members AS m
            WHERE m.classid = 'pg_catalog.pg_collation'::pg_catalog.regclass AND m.objid = o.oid
        )
        """
}
