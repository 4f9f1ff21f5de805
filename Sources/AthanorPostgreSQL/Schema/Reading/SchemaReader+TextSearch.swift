extension SchemaReader {
    /// Text search dictionaries.
    static let textSearchDictionaries = """
        SELECT
            'text search dictionary',
            'pg_catalog.pg_ts_dict'::pg_catalog.regclass::pg_catalog.oid || ':' || d.oid || ':0',
            ARRAY[s.nspname::pg_catalog.text, d.dictname::pg_catalog.text],
            NULL,
            pg_catalog.pg_get_userbyid(d.dictowner)::pg_catalog.text,
            NULL,
            NULL,
            pg_catalog.obj_description(d.oid, 'pg_ts_dict'),
            pg_catalog.json_build_object(
                'template', pg_catalog.format('%I.%I', n.nspname, t.tmplname),
                'options', d.dictinitoption
            )::pg_catalog.text
        FROM pg_catalog.pg_ts_dict AS d
        JOIN spaces AS s ON s.oid = d.dictnamespace
        JOIN pg_catalog.pg_ts_template AS t ON t.oid = d.dicttemplate
        JOIN pg_catalog.pg_namespace AS n ON n.oid = t.tmplnamespace
        WHERE NOT EXISTS (
            SELECT FROM members AS m
            WHERE m.classid = 'pg_catalog.pg_ts_dict'::pg_catalog.regclass AND m.objid = d.oid
        )
        """

    /// Text search configurations. The names of token types come from the parser.
    static let textSearchConfigurations = """
        SELECT
            'text search configuration',
            'pg_catalog.pg_ts_config'::pg_catalog.regclass::pg_catalog.oid || ':' || c.oid || ':0',
            ARRAY[s.nspname::pg_catalog.text, c.cfgname::pg_catalog.text],
            NULL,
            pg_catalog.pg_get_userbyid(c.cfgowner)::pg_catalog.text,
            NULL,
            NULL,
            pg_catalog.obj_description(c.oid, 'pg_ts_config'),
            pg_catalog.json_build_object(
                'parser', pg_catalog.format('%I.%I', n.nspname, p.prsname),
                'mappings', ARRAY(
                    SELECT pg_catalog.json_build_object(
                        'token', t.alias,
                        'dictionaries', ARRAY(
                            SELECT m.mapdict::pg_catalog.regdictionary::pg_catalog.text
                            FROM pg_catalog.pg_ts_config_map AS m
                            WHERE m.mapcfg = c.oid AND m.maptokentype = t.tokid
                            ORDER BY m.mapseqno
                        )
                    )
                    FROM pg_catalog.ts_token_type(c.cfgparser) AS t
                    WHERE EXISTS (
                        SELECT FROM pg_catalog.pg_ts_config_map AS m
                        WHERE m.mapcfg = c.oid AND m.maptokentype = t.tokid
                    )
                    ORDER BY t.tokid
                )
            )::pg_catalog.text
        FROM pg_catalog.pg_ts_config AS c
        JOIN spaces AS s ON s.oid = c.cfgnamespace
        JOIN pg_catalog.pg_ts_parser AS p ON p.oid = c.cfgparser
        JOIN pg_catalog.pg_namespace AS n ON n.oid = p.prsnamespace
        WHERE NOT EXISTS (
            SELECT FROM members AS m
            WHERE m.classid = 'pg_catalog.pg_ts_config'::pg_catalog.regclass AND m.objid = c.oid
        )
        """
}
