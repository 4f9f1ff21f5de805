extension SchemaReader {
    /// Functions and procedures, without those that belong to a type, such as the constructors of ranges.
    static let routines = """
        SELECT
            CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END,
            'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid || ':' || p.oid || ':0',
            ARRAY[
                s.nspname::pg_catalog.text,
                p.proname::pg_catalog.text,
                pg_catalog.array_to_string(ARRAY(
                    SELECT pg_catalog.format_type(a.type, NULL)
                    FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS a (type, number)
                    ORDER BY a.number
                ), ', ')
            ],
            NULL,
            pg_catalog.pg_get_userbyid(p.proowner)::pg_catalog.text,
            p.proacl::pg_catalog.text,
            'f',
            pg_catalog.obj_description(p.oid, 'pg_proc'),
            pg_catalog.json_build_object(
                'creation', pg_catalog.rtrim(pg_catalog.pg_get_functiondef(p.oid), pg_catalog.chr(10)),
                'result', CASE WHEN p.proretset THEN 'SETOF ' ELSE '' END || pg_catalog.format_type(p.prorettype, NULL),
                'outputs', ARRAY(
                    SELECT pg_catalog.format('%I %s', a.name, pg_catalog.format_type(a.type, NULL))
                    FROM ROWS FROM (
                        pg_catalog.unnest(p.proargmodes),
                        pg_catalog.unnest(p.proargnames),
                        pg_catalog.unnest(p.proallargtypes)
                    ) WITH ORDINALITY AS a (mode, name, type, number)
                    WHERE a.mode IN ('o', 'b', 't')
                    ORDER BY a.number
                ),
                'inputNames', ARRAY(
                    SELECT coalesce(a.name, '')
                    FROM ROWS FROM (
                        pg_catalog.unnest(p.proargmodes),
                        pg_catalog.unnest(p.proargnames),
                        pg_catalog.unnest(coalesce(p.proallargtypes, p.proargtypes))
                    ) WITH ORDINALITY AS a (mode, name, type, number)
                    WHERE coalesce(a.mode, 'i') IN ('i', 'b', 'v')
                    ORDER BY a.number
                ),
                'defaultCount', p.pronargdefaults,
                'isWindow', p.prokind = 'w',
                'hasParsedBody', p.prosqlbody IS NOT NULL
            )::pg_catalog.text
        FROM pg_catalog.pg_proc AS p
        JOIN spaces AS s ON s.oid = p.pronamespace
        WHERE p.prokind IN ('f', 'p', 'w')
            AND NOT EXISTS (
                SELECT FROM members AS m
                WHERE m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND m.objid = p.oid
            )
            AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_depend AS d
                WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'i'
            )
        """

    /// Aggregates. Their options are clauses of CREATE AGGREGATE, without those that have the default value.
    static let aggregates = """
        SELECT
            'aggregate',
            'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid || ':' || p.oid || ':0',
            ARRAY[
                s.nspname::pg_catalog.text,
                p.proname::pg_catalog.text,
                CASE WHEN p.pronargs = 0 THEN '*' ELSE pg_catalog.array_to_string(ARRAY(
                    SELECT pg_catalog.format_type(t.type, NULL)
                    FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS t (type, number)
                    ORDER BY t.number
                ), ', ') END
            ],
            NULL,
            pg_catalog.pg_get_userbyid(p.proowner)::pg_catalog.text,
            p.proacl::pg_catalog.text,
            'f',
            pg_catalog.obj_description(p.oid, 'pg_proc'),
            pg_catalog.json_build_object(
                'arguments', CASE
                    WHEN p.pronargs = 0 THEN '*' ELSE pg_catalog.pg_get_function_arguments(p.oid)
                END,
                'result', pg_catalog.format_type(p.prorettype, NULL),
                'kind', a.aggkind::pg_catalog.text || a.aggnumdirectargs,
                'inputNames', coalesce(p.proargnames[:p.pronargs], '{}'),
                'options', pg_catalog.array_remove(ARRAY[
                    'SFUNC = ' || a.aggtransfn,
                    'STYPE = ' || pg_catalog.format_type(a.aggtranstype, NULL),
                    'SSPACE = ' || nullif(a.aggtransspace, 0),
                    'FINALFUNC = ' || nullif(a.aggfinalfn, 0)::pg_catalog.regproc,
                    CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
                    CASE WHEN a.aggfinalmodify <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN
                        'FINALFUNC_MODIFY = ' || CASE a.aggfinalmodify
                            WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE'
                        END
                    END,
                    'COMBINEFUNC = ' || nullif(a.aggcombinefn, 0)::pg_catalog.regproc,
                    'SERIALFUNC = ' || nullif(a.aggserialfn, 0)::pg_catalog.regproc,
                    'DESERIALFUNC = ' || nullif(a.aggdeserialfn, 0)::pg_catalog.regproc,
                    'INITCOND = ' || pg_catalog.quote_literal(a.agginitval),
                    'MSFUNC = ' || nullif(a.aggmtransfn, 0)::pg_catalog.regproc,
                    'MINVFUNC = ' || nullif(a.aggminvtransfn, 0)::pg_catalog.regproc,
                    'MSTYPE = ' || pg_catalog.format_type(nullif(a.aggmtranstype, 0), NULL),
                    'MSSPACE = ' || nullif(a.aggmtransspace, 0),
                    'MFINALFUNC = ' || nullif(a.aggmfinalfn, 0)::pg_catalog.regproc,
                    CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
                    CASE WHEN a.aggmtransfn <> 0 AND a.aggmfinalmodify <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END
                    THEN
                        'MFINALFUNC_MODIFY = ' || CASE a.aggmfinalmodify
                            WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE'
                        END
                    END,
                    'MINITCOND = ' || pg_catalog.quote_literal(a.aggminitval),
                    (
                        SELECT pg_catalog.format('SORTOP = OPERATOR(%I.%s)', n.nspname, o.oprname)
                        FROM pg_catalog.pg_operator AS o
                        JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
                        WHERE o.oid = a.aggsortop
                    ),
                    CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END,
                    CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END
                ]::pg_catalog.text[], NULL)
            )::pg_catalog.text
        FROM pg_catalog.pg_proc AS p
        JOIN pg_catalog.pg_aggregate AS a ON a.aggfnoid = p.oid
        JOIN spaces AS s ON s.oid = p.pronamespace
        WHERE NOT EXISTS (
            SELECT FROM members AS m
            WHERE m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND m.objid = p.oid
        )
        """
}
