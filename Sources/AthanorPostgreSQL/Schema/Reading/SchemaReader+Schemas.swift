extension SchemaReader {
    /// Schemas.
    static let schemas = """
        SELECT
            'schema',
            'pg_catalog.pg_namespace'::pg_catalog.regclass::pg_catalog.oid || ':' || s.oid || ':0',
            ARRAY[s.nspname::pg_catalog.text],
            NULL,
            pg_catalog.pg_get_userbyid(s.nspowner)::pg_catalog.text,
            s.nspacl::pg_catalog.text,
            'n',
            pg_catalog.obj_description(s.oid, 'pg_namespace'),
            '{}'
        FROM spaces AS s
        WHERE NOT EXISTS (
            SELECT FROM members AS m
            WHERE m.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND m.objid = s.oid
        )
        """

    /// Default privileges. The role that reads the schema has an empty name.
    static let defaultPrivileges = """
        SELECT
            'default privileges',
            'pg_catalog.pg_default_acl'::pg_catalog.regclass::pg_catalog.oid || ':' || d.oid || ':0',
            ARRAY[
                CASE WHEN r.name = current_user THEN '' ELSE r.name END,
                coalesce(s.nspname::pg_catalog.text, ''),
                CASE d.defaclobjtype
                    WHEN 'r' THEN 'tables'
                    WHEN 'S' THEN 'sequences'
                    WHEN 'f' THEN 'functions'
                    WHEN 'T' THEN 'types'
                    WHEN 'n' THEN 'schemas'
                    WHEN 'L' THEN 'large objects'
                    ELSE d.defaclobjtype::pg_catalog.text
                END
            ],
            'pg_catalog.pg_namespace'::pg_catalog.regclass::pg_catalog.oid || ':' || s.oid || ':0',
            r.name,
            d.defaclacl::pg_catalog.text,
            CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END::pg_catalog.text,
            NULL,
            '{}'
        FROM pg_catalog.pg_default_acl AS d
        CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_userbyid(d.defaclrole)::pg_catalog.text) AS r (name)
        LEFT JOIN spaces AS s ON s.oid = d.defaclnamespace
        WHERE (d.defaclnamespace = 0 OR s.oid IS NOT NULL)
            AND NOT EXISTS (
                SELECT FROM members AS m
                WHERE m.classid = 'pg_catalog.pg_default_acl'::pg_catalog.regclass AND m.objid = d.oid
            )
        """
}
