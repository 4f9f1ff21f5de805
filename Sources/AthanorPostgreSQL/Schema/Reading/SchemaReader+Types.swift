extension SchemaReader {
    /// Enum types.
    static let enumTypes = """
        SELECT
            'enum type',
            'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid || ':' || t.oid || ':0',
            ARRAY[s.nspname::pg_catalog.text, t.typname::pg_catalog.text],
            NULL,
            pg_catalog.pg_get_userbyid(t.typowner)::pg_catalog.text,
            t.typacl::pg_catalog.text,
            'T',
            pg_catalog.obj_description(t.oid, 'pg_type'),
            pg_catalog.json_build_object(
                'labels', ARRAY(
                    SELECT e.enumlabel::pg_catalog.text
                    FROM pg_catalog.pg_enum AS e
                    WHERE e.enumtypid = t.oid
                    ORDER BY e.enumsortorder
                )
            )::pg_catalog.text
        FROM pg_catalog.pg_type AS t
        JOIN spaces AS s ON s.oid = t.typnamespace
        WHERE t.typtype = 'e'
            AND NOT EXISTS (
                SELECT FROM members AS m
                WHERE m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND m.objid = t.oid
            )
        """

    /// Composite types of their own, without the row types of tables and views.
    static let compositeTypes = """
        SELECT
            'composite type',
            'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid || ':' || t.oid || ':0',
            ARRAY[s.nspname::pg_catalog.text, t.typname::pg_catalog.text],
            NULL,
            pg_catalog.pg_get_userbyid(t.typowner)::pg_catalog.text,
            t.typacl::pg_catalog.text,
            'T',
            pg_catalog.obj_description(t.oid, 'pg_type'),
            pg_catalog.json_build_object(
                'attributes', ARRAY(
                    SELECT pg_catalog.json_build_object(
                        'name', a.attname,
                        'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
                        'collation', (
                            SELECT pg_catalog.format('%I.%I', n.nspname, o.collname)
                            FROM pg_catalog.pg_collation AS o
                            JOIN pg_catalog.pg_namespace AS n ON n.oid = o.collnamespace
                            WHERE o.oid = a.attcollation AND a.attcollation <> b.typcollation
                        )
                    )
                    FROM pg_catalog.pg_attribute AS a
                    JOIN pg_catalog.pg_type AS b ON b.oid = a.atttypid
                    WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
                    ORDER BY a.attnum
                )
            )::pg_catalog.text
        FROM pg_catalog.pg_type AS t
        JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid AND c.relkind = 'c'
        JOIN spaces AS s ON s.oid = t.typnamespace
        WHERE NOT EXISTS (
            SELECT FROM members AS m
            WHERE m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND m.objid = t.oid
        )
        """

    /// Attributes of composite types that have a comment. No dependency has their address: it leads to the type.
    static let compositeAttributes = """
        SELECT
            'attribute',
            'pg_catalog.pg_description'::pg_catalog.regclass::pg_catalog.oid || ':' || a.attrelid || ':' || a.attnum,
            ARRAY[s.nspname::pg_catalog.text, t.typname::pg_catalog.text, a.attname::pg_catalog.text],
            'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid || ':' || t.oid || ':0',
            NULL,
            NULL,
            NULL,
            pg_catalog.col_description(a.attrelid, a.attnum),
            '{}'
        FROM pg_catalog.pg_attribute AS a
        JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid AND c.relkind = 'c'
        JOIN pg_catalog.pg_type AS t ON t.oid = c.reltype
        JOIN spaces AS s ON s.oid = t.typnamespace
        WHERE a.attnum > 0
            AND NOT a.attisdropped
            AND pg_catalog.col_description(a.attrelid, a.attnum) IS NOT NULL
            AND NOT EXISTS (
                SELECT FROM members AS m
                WHERE m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND m.objid = t.oid
            )
        """

    /// Domains, without their CHECK constraints. NOT NULL has a name from PostgreSQL 17 on.
    static let domains = """
        SELECT
            'domain',
            'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid || ':' || t.oid || ':0',
            ARRAY[s.nspname::pg_catalog.text, t.typname::pg_catalog.text],
            NULL,
            pg_catalog.pg_get_userbyid(t.typowner)::pg_catalog.text,
            t.typacl::pg_catalog.text,
            'T',
            pg_catalog.obj_description(t.oid, 'pg_type'),
            pg_catalog.json_build_object(
                'baseType', pg_catalog.format_type(t.typbasetype, t.typtypmod),
                'collation', (
                    SELECT pg_catalog.format('%I.%I', n.nspname, o.collname)
                    FROM pg_catalog.pg_collation AS o
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = o.collnamespace
                    WHERE o.oid = t.typcollation AND t.typcollation <> b.typcollation
                ),
                'defaultExpression', pg_catalog.pg_get_expr(
                    t.typdefaultbin, 'pg_catalog.pg_type'::pg_catalog.regclass
                ),
                'isNotNull', t.typnotnull,
                'notNullName', (
                    SELECT o.conname
                    FROM pg_catalog.pg_constraint AS o
                    WHERE o.contypid = t.oid AND o.contype = 'n'
                )
            )::pg_catalog.text
        FROM pg_catalog.pg_type AS t
        JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
        JOIN spaces AS s ON s.oid = t.typnamespace
        WHERE t.typtype = 'd'
            AND NOT EXISTS (
                SELECT FROM members AS m
                WHERE m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND m.objid = t.oid
            )
        """

    /// CHECK constraints of domains.
    static let domainConstraints = """
        SELECT
            'domain constraint',
            'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid || ':' || o.oid || ':0',
            ARRAY[s.nspname::pg_catalog.text, t.typname::pg_catalog.text, o.conname::pg_catalog.text],
            'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid || ':' || t.oid || ':0',
            NULL,
            NULL,
            NULL,
            pg_catalog.obj_description(o.oid, 'pg_constraint'),
            pg_catalog.json_build_object(
                'condition', pg_catalog.regexp_replace(pg_catalog.pg_get_constraintdef(o.oid), ' NOT VALID$', ''),
                'isValid', o.convalidated
            )::pg_catalog.text
        FROM pg_catalog.pg_constraint AS o
        JOIN pg_catalog.pg_type AS t ON t.oid = o.contypid
        JOIN spaces AS s ON s.oid = t.typnamespace
        WHERE o.contype = 'c'
            AND NOT EXISTS (
                SELECT FROM members AS m
                WHERE m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND m.objid = t.oid
            )
        """

    /// Range types.
    static let rangeTypes = """
        SELECT
            'range type',
            'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid || ':' || t.oid || ':0',
            ARRAY[s.nspname::pg_catalog.text, t.typname::pg_catalog.text],
            NULL,
            pg_catalog.pg_get_userbyid(t.typowner)::pg_catalog.text,
            t.typacl::pg_catalog.text,
            'T',
            pg_catalog.obj_description(t.oid, 'pg_type'),
            pg_catalog.json_build_object(
                'subtype', pg_catalog.format_type(r.rngsubtype, NULL),
                'operatorClass', (
                    SELECT pg_catalog.format('%I.%I', n.nspname, o.opcname)
                    FROM pg_catalog.pg_opclass AS o
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = o.opcnamespace
                    WHERE o.oid = r.rngsubopc AND NOT o.opcdefault
                ),
                'collation', (
                    SELECT pg_catalog.format('%I.%I', n.nspname, o.collname)
                    FROM pg_catalog.pg_collation AS o
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = o.collnamespace
                    WHERE o.oid = r.rngcollation AND r.rngcollation <> b.typcollation
                ),
                'canonical', nullif(r.rngcanonical, 0)::pg_catalog.regproc::pg_catalog.text,
                'difference', nullif(r.rngsubdiff, 0)::pg_catalog.regproc::pg_catalog.text,
                'multirange', pg_catalog.format_type(r.rngmultitypid, NULL)
            )::pg_catalog.text
        FROM pg_catalog.pg_range AS r
        JOIN pg_catalog.pg_type AS t ON t.oid = r.rngtypid
        JOIN pg_catalog.pg_type AS b ON b.oid = r.rngsubtype
        JOIN spaces AS s ON s.oid = t.typnamespace
        WHERE NOT EXISTS (
            SELECT FROM members AS m
            WHERE m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND m.objid = t.oid
        )
        """

    /// Addresses that mean a type: of the relation of a composite type, of the multirange and the constructors of a
    /// range type, and of a domain's NOT NULL.
    static let typeAliases = """
        SELECT
            'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid || ':' || c.oid || ':0',
            'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid || ':' || c.reltype || ':0'
        FROM pg_catalog.pg_class AS c
        WHERE c.relkind = 'c'
        UNION ALL
        SELECT
            'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid || ':' || r.rngmultitypid || ':0',
            'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid || ':' || r.rngtypid || ':0'
        FROM pg_catalog.pg_range AS r
        UNION ALL
        SELECT d.classid || ':' || d.objid || ':0', d.refclassid || ':' || d.refobjid || ':0'
        FROM pg_catalog.pg_depend AS d
        WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
            AND d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass
            AND d.deptype = 'i'
        UNION ALL
        SELECT
            'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid || ':' || o.oid || ':0',
            'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid || ':' || o.contypid || ':0'
        FROM pg_catalog.pg_constraint AS o
        WHERE o.contypid <> 0 AND o.contype = 'n'
        """
}
