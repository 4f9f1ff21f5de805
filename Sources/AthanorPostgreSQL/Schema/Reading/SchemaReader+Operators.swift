extension SchemaReader {
    /// Operators, without those that only exist because another operator names them.
    static let operators = """
        SELECT
            'operator',
            'pg_catalog.pg_operator'::pg_catalog.regclass::pg_catalog.oid || ':' || o.oid || ':0',
            ARRAY[
                s.nspname::pg_catalog.text,
                o.oprname::pg_catalog.text,
                coalesce(pg_catalog.format_type(nullif(o.oprleft, 0), NULL), 'NONE') || ', '
                    || coalesce(pg_catalog.format_type(nullif(o.oprright, 0), NULL), 'NONE')
            ],
            NULL,
            pg_catalog.pg_get_userbyid(o.oprowner)::pg_catalog.text,
            NULL,
            NULL,
            pg_catalog.obj_description(o.oid, 'pg_operator'),
            pg_catalog.json_build_object(
                'function', o.oprcode::pg_catalog.text,
                'left', pg_catalog.format_type(nullif(o.oprleft, 0), NULL),
                'right', pg_catalog.format_type(nullif(o.oprright, 0), NULL),
                'commutator', (
                    SELECT pg_catalog.format('OPERATOR(%I.%s)', n.nspname, p.oprname)
                    FROM pg_catalog.pg_operator AS p
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = p.oprnamespace
                    WHERE p.oid = o.oprcom
                ),
                'negator', (
                    SELECT pg_catalog.format('OPERATOR(%I.%s)', n.nspname, p.oprname)
                    FROM pg_catalog.pg_operator AS p
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = p.oprnamespace
                    WHERE p.oid = o.oprnegate
                ),
                'restriction', nullif(o.oprrest, 0)::pg_catalog.regproc::pg_catalog.text,
                'join', nullif(o.oprjoin, 0)::pg_catalog.regproc::pg_catalog.text,
                'canHash', o.oprcanhash,
                'canMerge', o.oprcanmerge
            )::pg_catalog.text
        FROM pg_catalog.pg_operator AS o
        JOIN spaces AS s ON s.oid = o.oprnamespace
        WHERE o.oprcode <> 0
            AND NOT EXISTS (
                SELECT FROM members AS m
                WHERE m.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass AND m.objid = o.oid
            )
        """

    /// Casts that users made, without those of a range type to its multirange.
    static let casts = """
        SELECT
            'cast',
            'pg_catalog.pg_cast'::pg_catalog.regclass::pg_catalog.oid || ':' || c.oid || ':0',
            ARRAY[pg_catalog.format_type(c.castsource, NULL), pg_catalog.format_type(c.casttarget, NULL)],
            NULL,
            NULL,
            NULL,
            NULL,
            pg_catalog.obj_description(c.oid, 'pg_cast'),
            pg_catalog.json_build_object(
                'method', CASE c.castmethod
                    WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::pg_catalog.regprocedure
                    WHEN 'i' THEN 'WITH INOUT'
                    ELSE 'WITHOUT FUNCTION'
                END,
                'context', CASE c.castcontext WHEN 'a' THEN 'AS ASSIGNMENT' WHEN 'i' THEN 'AS IMPLICIT' END
            )::pg_catalog.text
        FROM pg_catalog.pg_cast AS c
        WHERE c.oid >= 16384
            AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_depend AS d
                WHERE d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass
                    AND d.objid = c.oid
                    AND d.deptype IN ('e', 'i')
            )
        """
}
