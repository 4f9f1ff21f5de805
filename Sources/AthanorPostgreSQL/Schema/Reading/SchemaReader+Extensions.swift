extension SchemaReader {
    /// Extensions.
    static let extensions = """
        SELECT
            'extension',
            'pg_catalog.pg_extension'::pg_catalog.regclass::pg_catalog.oid || ':' || e.oid || ':0',
            ARRAY[e.extname::pg_catalog.text],
            NULL,
            NULL,
            NULL,
            NULL,
            pg_catalog.obj_description(e.oid, 'pg_extension'),
            pg_catalog.json_build_object(
                'schema', n.nspname,
                'version', e.extversion,
                'isRelocatable', e.extrelocatable
            )::pg_catalog.text
        FROM pg_catalog.pg_extension AS e
        JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
        """

    /// Objects of extensions mean the extension.
    static let extensionAliases = """
        SELECT d.classid || ':' || d.objid || ':0', d.refclassid || ':' || d.refobjid || ':0'
        FROM pg_catalog.pg_depend AS d
        WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'
        """
}
