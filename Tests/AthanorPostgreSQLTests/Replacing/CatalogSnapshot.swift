import Athanor

/// Everything that the catalog says of a database's own objects, without what numbers and moments tell: two snapshots of the
/// same objects are the same, whenever and in whatever order they were made.
struct CatalogSnapshot: Equatable {
    let lines: Set<String>

    init(_ connection: any Connection) async throws {
        try await connection.query("BEGIN")
        try await connection.query("SELECT set_config('search_path', '', true)")
        var lines: Set<String> = []
        for query in Self.queries {
            for row in try await connection.query(sql: query) { lines.insert(try row["line", as: String.self]) }
        }
        try await connection.query("ROLLBACK")
        self.lines = lines
    }

    /// What the one says and the other does not.
    func differences(to other: CatalogSnapshot) -> [String] {
        lines.subtracting(other.lines).sorted().map { "- \($0)" }
            + other.lines.subtracting(lines).sorted().map { "+ \($0)" }
    }

    private static let own = "n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'athanor')"

    private static let queries = [
        """
        SELECT 'schema ' || n.nspname || ' ' || coalesce(n.nspacl::text, '') AS line
        FROM pg_namespace n WHERE \(own)
        """,
        """
        SELECT 'relation ' || c.oid::regclass || ' ' || jsonb_pretty(
            to_jsonb(c) - ARRAY['oid', 'reltype', 'relfilenode', 'reltoastrelid', 'relpages', 'reltuples',
                'relallvisible', 'relallfrozen', 'relfrozenxid', 'relminmxid', 'relnamespace', 'relowner', 'relam',
                'reltablespace', 'relacl']
            || jsonb_build_object(
                'owner', c.relowner::regrole, 'tablespace', (SELECT spcname FROM pg_tablespace WHERE oid = c.reltablespace),
                'method', (SELECT amname FROM pg_am WHERE oid = c.relam),
                'toast', (SELECT t.reloptions FROM pg_class t WHERE t.oid = c.reltoastrelid),
                'acl', (SELECT array_agg(a::text ORDER BY a::text)
                        FROM unnest(coalesce(c.relacl, acldefault('r', c.relowner))) a),
                'analysed', EXISTS (SELECT FROM pg_statistic s WHERE s.starelid = c.oid))) AS line
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE \(own)
        """,
        """
        SELECT 'column ' || a.attrelid::regclass || '.' || a.attname || ' ' || (
            to_jsonb(a) - ARRAY['attrelid', 'atttypid', 'attcollation', 'attoptions', 'attacl', 'attcacheoff']
            || jsonb_build_object('type', format_type(a.atttypid, a.atttypmod), 'collation', a.attcollation::regcollation,
                'options', ARRAY(SELECT o FROM unnest(a.attoptions) o WHERE o NOT LIKE 'pg_attver%'),
                'acl', (SELECT array_agg(x::text ORDER BY x::text) FROM unnest(a.attacl) x)))::text AS line
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE a.attnum > 0 AND \(own)
        """,
        """
        SELECT 'index ' || i.indexrelid::regclass || ' ' || pg_get_indexdef(i.indexrelid) || ' ' || (
            to_jsonb(i) - ARRAY['indexrelid', 'indrelid', 'indcollation', 'indclass', 'indexprs', 'indpred',
                                'indcheckxmin'])::text AS line
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE \(own)
        """,
        """
        SELECT 'rule ' || r.rulename || ' on ' || c.oid::regclass || ' ' || r.ev_enabled::text || ' ' || pg_get_ruledef(r.oid)
            AS line
        FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace WHERE \(own)
        """,
        """
        SELECT 'policy ' || p.polname || ' on ' || c.oid::regclass || ' ' || p.polcmd::text || p.polpermissive::text
            || p.polroles::regrole[]::text || ' ' || coalesce(pg_get_expr(p.polqual, p.polrelid), '') || ' '
            || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') AS line
        FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
        """,
        """
        SELECT 'function ' || p.oid::regprocedure || ' ' || p.proowner::regrole || coalesce(p.proacl::text, '')
            || pg_get_functiondef(p.oid) AS line
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE \(own)
        """,
        """
        SELECT 'trigger ' || t.tgenabled::text || pg_get_triggerdef(t.oid) AS line
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE NOT t.tgisinternal AND \(own)
        """,
        """
        SELECT 'default ' || d.adrelid::regclass || '.' || d.adnum || ' ' || pg_get_expr(d.adbin, d.adrelid) AS line
        FROM pg_attrdef d
        """,
        """
        SELECT 'statistics ' || pg_get_statisticsobjdef(e.oid) || ' ' || e.stxowner::regrole || ' '
            || coalesce(e.stxstattarget, -1) AS line
        FROM pg_statistic_ext e
        """,
        """
        SELECT 'type ' || pg_describe_object('pg_type'::regclass, t.oid, 0) || ' ' || t.typowner::regrole || ' '
            || coalesce((SELECT array_agg(a::text ORDER BY a::text)
                         FROM unnest(coalesce(t.typacl, acldefault('T', t.typowner))) a)::text, '') AS line
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE \(own)
        """,
        """
        SELECT 'sequence ' || s.seqrelid::regclass || ' ' || coalesce(pg_sequence_last_value(s.seqrelid), 0) AS line
        FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE \(own)
        """,
        """
        SELECT 'label ' || pg_describe_object(l.classoid, l.objoid, l.objsubid) || ' ' || l.label AS line FROM pg_seclabel l
        """,
        """
        SELECT 'comment ' || pg_describe_object(d.classoid, d.objoid, d.objsubid) || ' ' || d.description AS line
        FROM pg_description d
        WHERE d.objoid >= 16384
        """,
        """
        SELECT 'dependency ' || pg_describe_object(d.classid, d.objid, d.objsubid) || ' ' || d.deptype::text || ' '
            || pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid) AS line
        FROM pg_depend d
        WHERE d.objid >= 16384 AND pg_describe_object(d.classid, d.objid, d.objsubid) !~ 'toast'
        """,
        "SELECT 'default privileges ' || d.defaclrole::regrole || d.defaclobjtype::text || d.defaclacl::text AS line FROM pg_default_acl d",
    ]
}
