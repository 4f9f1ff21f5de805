extension SchemaReader {
    /// Foreign-data wrappers.
    static let foreignDataWrappers = """
        SELECT
            'foreign-data wrapper',
            'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass::pg_catalog.oid || ':' || w.oid || ':0',
            ARRAY[w.fdwname::pg_catalog.text],
            NULL,
            pg_catalog.pg_get_userbyid(w.fdwowner)::pg_catalog.text,
            w.fdwacl::pg_catalog.text,
            'F',
            pg_catalog.obj_description(w.oid, 'pg_foreign_data_wrapper'),
            pg_catalog.json_build_object(
                'handler', nullif(w.fdwhandler, 0)::pg_catalog.regproc::pg_catalog.text,
                'validator', nullif(w.fdwvalidator, 0)::pg_catalog.regproc::pg_catalog.text,
                'options', ARRAY(
                    SELECT pg_catalog.json_build_object('name', o.option_name, 'value', o.option_value)
                    FROM pg_catalog.pg_options_to_table(w.fdwoptions) AS o
                    ORDER BY o.option_name
                )
            )::pg_catalog.text
        FROM pg_catalog.pg_foreign_data_wrapper AS w
        WHERE NOT EXISTS (
            SELECT FROM members AS m
            WHERE m.classid = 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass AND m.objid = w.oid
        )
        """

    /// Foreign servers.
    static let servers = """
        SELECT
            'server',
            'pg_catalog.pg_foreign_server'::pg_catalog.regclass::pg_catalog.oid || ':' || s.oid || ':0',
            ARRAY[s.srvname::pg_catalog.text],
            NULL,
            pg_catalog.pg_get_userbyid(s.srvowner)::pg_catalog.text,
            s.srvacl::pg_catalog.text,
            'S',
            pg_catalog.obj_description(s.oid, 'pg_foreign_server'),
            pg_catalog.json_build_object(
                'wrapper', w.fdwname,
                'type', s.srvtype,
                'version', s.srvversion,
                'options', ARRAY(
                    SELECT pg_catalog.json_build_object('name', o.option_name, 'value', o.option_value)
                    FROM pg_catalog.pg_options_to_table(s.srvoptions) AS o
                    ORDER BY o.option_name
                )
            )::pg_catalog.text
        FROM pg_catalog.pg_foreign_server AS s
        JOIN pg_catalog.pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
        WHERE NOT EXISTS (
            SELECT FROM members AS m
            WHERE m.classid = 'pg_catalog.pg_foreign_server'::pg_catalog.regclass AND m.objid = s.oid
        )
        """

    /// User mappings. PostgreSQL shows their options to superusers and to some of the users that they concern.
    static let userMappings = """
        SELECT
            'user mapping',
            'pg_catalog.pg_user_mapping'::pg_catalog.regclass::pg_catalog.oid || ':' || u.umid || ':0',
            ARRAY[u.srvname::pg_catalog.text, u.usename::pg_catalog.text],
            NULL,
            NULL,
            NULL,
            NULL,
            NULL,
            pg_catalog.json_build_object(
                'options', ARRAY(
                    SELECT pg_catalog.json_build_object('name', o.option_name, 'value', o.option_value)
                    FROM pg_catalog.pg_options_to_table(u.umoptions) AS o
                    ORDER BY o.option_name
                )
            )::pg_catalog.text
        FROM pg_catalog.pg_user_mappings AS u
        WHERE NOT EXISTS (
            SELECT FROM members AS m
            WHERE m.classid = 'pg_catalog.pg_foreign_server'::pg_catalog.regclass AND m.objid = u.srvid
        )
        """
}
