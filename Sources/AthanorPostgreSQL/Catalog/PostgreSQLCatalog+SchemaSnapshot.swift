package import Athanor

extension PostgreSQLCatalog {
    /// All objects of the database with their definitions, except those of the system's schemas, the metadata tables
    /// and the version table.
    ///
    /// It includes schemas, tables, columns, constraints, indexes, views, sequences, functions, aggregates, types,
    /// triggers, rules, policies, statistics, extensions, event triggers and default privileges, with owners,
    /// privileges and comments. It leaves out members of extensions, and whether a constraint was validated.
    /// - Throws: ``DatabaseFailure``.
    package func snapshot(without versionTable: QualifiedName) async throws -> SchemaSnapshot {
        let rows = try await connection.query(
            own: Self.snapshotQuery, [.text(versionTable.name), .text(versionTable.schema ?? "public")])
        var definitions: [SchemaSnapshot.Object: String] = [:]
        for row in rows {
            let object = SchemaSnapshot.Object(
                kind: try row["kind", as: String.self], name: try row["name", as: String.self])
            definitions[object] = try row["definition", as: String.self]
        }
        return SchemaSnapshot(definitions)
    }

    private static let snapshotQuery = """
        WITH spaces AS (
            SELECT n.oid, n.nspname, n.nspowner, n.nspacl
            FROM pg_catalog.pg_namespace AS n
            WHERE n.nspname NOT IN ('athanor', 'information_schema') AND n.nspname !~ '^pg_'
        ), owned AS (
            -- Objects of extensions, identity columns and internal objects are created and dropped with their owners.
            SELECT d.classid, d.objid FROM pg_catalog.pg_depend AS d
            WHERE d.deptype IN ('e', 'i') AND d.objsubid = 0
        ), relations AS (
            SELECT c.*, s.nspname, pg_catalog.format('%I.%I', s.nspname, c.relname) AS name
            FROM pg_catalog.pg_class AS c
            JOIN spaces AS s ON s.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')
              AND NOT (c.relname = $1 AND s.nspname = $2)
              AND NOT EXISTS (
                  SELECT FROM owned AS o WHERE o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.objid = c.oid AND c.relkind <> 'c')
        ), parts AS (
            SELECT 'schema' AS kind, pg_catalog.format('%I', s.nspname) AS name,
                   pg_catalog.concat_ws(E'\\n', 'owner ' || pg_catalog.pg_get_userbyid(s.nspowner), (SELECT 'privileges ' || pg_catalog.string_agg(a::text, ', ' ORDER BY a::text)
                        FROM pg_catalog.unnest(COALESCE(s.nspacl, pg_catalog.acldefault('n', s.nspowner))) AS a),
                       'comment ' || pg_catalog.obj_description(s.oid, 'pg_namespace')) AS definition
            FROM spaces AS s
            UNION ALL
            SELECT CASE r.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence'
                                  WHEN 'c' THEN 'composite type' WHEN 'f' THEN 'foreign table' ELSE 'table' END,
                   r.name,
                   pg_catalog.concat_ws(E'\\n',
                       CASE WHEN r.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(r.oid) END,
                       CASE WHEN r.relkind = 'p' THEN 'partitioned by ' || pg_catalog.pg_get_partkeydef(r.oid) END,
                       'partition ' || pg_catalog.pg_get_expr(r.relpartbound, r.oid),
                       (SELECT 'inherits ' || pg_catalog.string_agg(i.inhparent::pg_catalog.regclass::text, ', ' ORDER BY i.inhseqno)
                        FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = r.oid),
                       (SELECT pg_catalog.format('%s start %s increment %s minimum %s maximum %s cache %s cycles %s',
                            q.seqtypid::pg_catalog.regtype, q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, q.seqcycle)
                        FROM pg_catalog.pg_sequence AS q WHERE q.seqrelid = r.oid),
                       (SELECT 'owned by ' || d.refobjid::pg_catalog.regclass::text || '.' || a.attname
                        FROM pg_catalog.pg_depend AS d
                        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                        WHERE r.relkind = 'S' AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = r.oid
                          AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'a'),
                       CASE WHEN r.relpersistence = 'u' THEN 'unlogged' END,
                       CASE WHEN r.relrowsecurity THEN 'row security' END,
                       CASE WHEN r.relforcerowsecurity THEN 'forced row security' END,
                       CASE WHEN r.relreplident <> 'd' AND r.relkind IN ('r', 'p', 'm') THEN 'replica identity ' || r.relreplident::text END,
                       'options ' || r.reloptions::text,
                       (SELECT 'tablespace ' || t.spcname FROM pg_catalog.pg_tablespace AS t WHERE t.oid = r.reltablespace),
                       'owner ' || pg_catalog.pg_get_userbyid(r.relowner),
                       (SELECT 'privileges ' || pg_catalog.string_agg(a::text, ', ' ORDER BY a::text)
                        FROM pg_catalog.unnest(COALESCE(r.relacl, pg_catalog.acldefault(CASE r.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", r.relowner))) AS a),
                       'comment ' || pg_catalog.obj_description(r.oid, 'pg_class'))
            FROM relations AS r
            UNION ALL
            SELECT 'column', r.name || '.' || pg_catalog.quote_ident(a.attname),
                   pg_catalog.concat_ws(E'\\n',
                       pg_catalog.format_type(a.atttypid, a.atttypmod),
                       (SELECT 'collation ' || a.attcollation::pg_catalog.regcollation::text
                        FROM pg_catalog.pg_type AS t WHERE t.oid = a.atttypid AND t.typcollation <> a.attcollation),
                       CASE WHEN a.attnotnull THEN 'not null' END,
                       CASE a.attidentity WHEN 'a' THEN 'identity always' WHEN 'd' THEN 'identity by default' END,
                       CASE a.attgenerated WHEN 's' THEN 'generated stored' WHEN 'v' THEN 'generated virtual' END,
                       (SELECT 'default ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid)
                        FROM pg_catalog.pg_attrdef AS d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum),
                       (SELECT pg_catalog.format('counts from %s by %s between %s and %s cache %s cycles %s', q.seqstart,
                            q.seqincrement, q.seqmin, q.seqmax, q.seqcache, q.seqcycle)
                        FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_sequence AS q ON q.seqrelid = d.objid
                        WHERE a.attidentity <> '' AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                          AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum AND d.deptype = 'i'),
                       'options ' || a.attoptions::text,
                       (SELECT 'privileges ' || pg_catalog.string_agg(p::text, ', ' ORDER BY p::text)
                        FROM pg_catalog.unnest(a.attacl) AS p),
                       'comment ' || pg_catalog.col_description(a.attrelid, a.attnum))
            FROM relations AS r
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = r.oid
            WHERE a.attnum > 0 AND NOT a.attisdropped AND r.relkind <> 'S'
            UNION ALL
            SELECT 'constraint', r.name || '.' || pg_catalog.quote_ident(k.conname),
                   pg_catalog.concat_ws(E'\\n',
                       pg_catalog.regexp_replace(pg_catalog.pg_get_constraintdef(k.oid), ' NOT VALID$', ''),
                       'comment ' || pg_catalog.obj_description(k.oid, 'pg_constraint'))
            FROM relations AS r
            JOIN pg_catalog.pg_constraint AS k ON k.conrelid = r.oid
            WHERE k.contype NOT IN ('n', 't')
            UNION ALL
            SELECT 'index', pg_catalog.format('%I.%I', r.nspname, i.relname),
                   pg_catalog.concat_ws(E'\\n',
                       pg_catalog.pg_get_indexdef(i.oid),
                       CASE WHEN NOT x.indisvalid THEN 'invalid' END,
                       CASE WHEN x.indisclustered THEN 'clustered' END,
                       CASE WHEN x.indisreplident THEN 'replica identity' END,
                       (SELECT 'tablespace ' || t.spcname FROM pg_catalog.pg_tablespace AS t WHERE t.oid = i.reltablespace),
                       'comment ' || pg_catalog.obj_description(i.oid, 'pg_class'))
            FROM relations AS r
            JOIN pg_catalog.pg_index AS x ON x.indrelid = r.oid
            JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
            UNION ALL
            SELECT 'trigger', r.name || '.' || pg_catalog.quote_ident(t.tgname),
                   pg_catalog.concat_ws(E'\\n', pg_catalog.pg_get_triggerdef(t.oid), 'enabled ' || t.tgenabled::text,
                       'comment ' || pg_catalog.obj_description(t.oid, 'pg_trigger'))
            FROM relations AS r
            JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = r.oid
            WHERE NOT t.tgisinternal
            UNION ALL
            SELECT 'rule', r.name || '.' || pg_catalog.quote_ident(w.rulename),
                   pg_catalog.concat_ws(E'\\n', pg_catalog.pg_get_ruledef(w.oid), 'enabled ' || w.ev_enabled::text,
                       'comment ' || pg_catalog.obj_description(w.oid, 'pg_rewrite'))
            FROM relations AS r
            JOIN pg_catalog.pg_rewrite AS w ON w.ev_class = r.oid
            WHERE w.rulename <> '_RETURN'
            UNION ALL
            SELECT 'policy', r.name || '.' || pg_catalog.quote_ident(p.polname),
                   pg_catalog.concat_ws(E'\\n',
                       CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
                       'for ' || p.polcmd::text,
                       'to ' || (SELECT pg_catalog.string_agg(CASE WHEN o = 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(o)::text END, ', ' ORDER BY o)
                                 FROM pg_catalog.unnest(p.polroles) AS o),
                       'using ' || pg_catalog.pg_get_expr(p.polqual, p.polrelid),
                       'check ' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid),
                       'comment ' || pg_catalog.obj_description(p.oid, 'pg_policy'))
            FROM relations AS r
            JOIN pg_catalog.pg_policy AS p ON p.polrelid = r.oid
            UNION ALL
            SELECT 'statistics', pg_catalog.format('%I.%I', s.nspname, e.stxname),
                   pg_catalog.concat_ws(E'\\n', pg_catalog.pg_get_statisticsobjdef(e.oid),
                       'owner ' || pg_catalog.pg_get_userbyid(e.stxowner),
                       'comment ' || pg_catalog.obj_description(e.oid, 'pg_statistic_ext'))
            FROM pg_catalog.pg_statistic_ext AS e
            JOIN spaces AS s ON s.oid = e.stxnamespace
            UNION ALL
            SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END,
                   pg_catalog.format('%I.%I(%s)', s.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)),
                   pg_catalog.concat_ws(E'\\n',
                       CASE WHEN p.prokind <> 'a' THEN pg_catalog.pg_get_functiondef(p.oid) END,
                       'owner ' || pg_catalog.pg_get_userbyid(p.proowner),
                       (SELECT 'privileges ' || pg_catalog.string_agg(a::text, ', ' ORDER BY a::text)
                        FROM pg_catalog.unnest(COALESCE(p.proacl, pg_catalog.acldefault('f', p.proowner))) AS a),
                       'comment ' || pg_catalog.obj_description(p.oid, 'pg_proc'))
            FROM pg_catalog.pg_proc AS p
            JOIN spaces AS s ON s.oid = p.pronamespace
            WHERE NOT EXISTS (SELECT FROM owned AS o WHERE o.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND o.objid = p.oid)
            UNION ALL
            SELECT CASE t.typtype WHEN 'd' THEN 'domain' WHEN 'e' THEN 'enum' WHEN 'r' THEN 'range' ELSE 'type' END,
                   pg_catalog.format('%I.%I', s.nspname, t.typname),
                   pg_catalog.concat_ws(E'\\n',
                       CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END,
                       CASE WHEN t.typnotnull THEN 'not null' END,
                       'default ' || t.typdefault,
                       CASE WHEN t.typtype = 'd' THEN 'collation ' || NULLIF(t.typcollation, 0)::pg_catalog.regcollation::text END,
                       (SELECT 'labels ' || pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                        FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid),
                       (SELECT 'of ' || pg_catalog.format_type(g.rngsubtype, NULL) FROM pg_catalog.pg_range AS g WHERE g.rngtypid = t.oid),
                       (SELECT pg_catalog.string_agg(k.conname || ' '
                            || pg_catalog.regexp_replace(pg_catalog.pg_get_constraintdef(k.oid), ' NOT VALID$', '') || COALESCE(' comment ' || pg_catalog.obj_description(k.oid, 'pg_constraint'), ''),
                            E'\\n' ORDER BY k.conname)
                        FROM pg_catalog.pg_constraint AS k WHERE k.contypid = t.oid AND k.contype <> 'n'),
                       'owner ' || pg_catalog.pg_get_userbyid(t.typowner),
                       (SELECT 'privileges ' || pg_catalog.string_agg(a::text, ', ' ORDER BY a::text)
                        FROM pg_catalog.unnest(COALESCE(t.typacl, pg_catalog.acldefault('T', t.typowner))) AS a),
                       'comment ' || pg_catalog.obj_description(t.oid, 'pg_type'))
            FROM pg_catalog.pg_type AS t
            JOIN spaces AS s ON s.oid = t.typnamespace
            -- Arrays, multiranges and row types are created and dropped with their types and relations.
            WHERE t.typtype IN ('d', 'e', 'r', 'b') AND t.typelem = 0
              AND NOT EXISTS (SELECT FROM owned AS o WHERE o.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND o.objid = t.oid)
            UNION ALL
            SELECT 'extension', pg_catalog.quote_ident(e.extname),
                   pg_catalog.concat_ws(E'\\n', 'version ' || e.extversion, 'schema ' || e.extnamespace::pg_catalog.regnamespace::text)
            FROM pg_catalog.pg_extension AS e
            UNION ALL
            SELECT 'default privileges',
                   pg_catalog.concat_ws(' ', pg_catalog.pg_get_userbyid(a.defaclrole), NULLIF(a.defaclnamespace, 0)::pg_catalog.regnamespace::text, a.defaclobjtype),
                   a.defaclacl::text
            FROM pg_catalog.pg_default_acl AS a
            UNION ALL
            SELECT 'event trigger', pg_catalog.quote_ident(t.evtname),
                   pg_catalog.concat_ws(E'\\n', t.evtevent, t.evtfoid::pg_catalog.regprocedure::text, t.evttags::text, t.evtenabled::text)
            FROM pg_catalog.pg_event_trigger AS t
        )
        SELECT kind, name, definition FROM parts ORDER BY kind, name
        """
}
