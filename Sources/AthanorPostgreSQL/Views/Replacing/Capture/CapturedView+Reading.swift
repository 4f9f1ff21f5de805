internal import Athanor
import Foundation

extension CapturedView {
    /// Reads views from the catalog, in the order of the list of OIDs. Call it with an empty search path, so that
    /// deparsed names are qualified.
    /// - Throws: ``DatabaseFailure``.
    static func capture(_ oids: [Int64], on connection: any Connection) async throws -> [CapturedView] {
        guard !oids.isEmpty else { return [] }
        let rows = try await connection.query(own: reading("$1::oid[]"), [.text(array(oids))])
        let views = try rows.map { row in
            try JSONDecoder().decode(CapturedView.self, from: Data(try row["captured", as: String.self].utf8))
        }
        let byOID = Dictionary(views.map { ($0.oid, $0) }) { first, _ in first }
        return oids.compactMap { byOID[$0] }
    }

    /// Returns OIDs as an array literal.
    static func array(_ oids: some Sequence<Int64>) -> String {
        "{\(oids.map(String.init).joined(separator: ","))}"
    }

    /// Returns the query that reads views.
    /// - Parameter views: an SQL expression for the array of their OIDs.
    static func reading(_ views: String) -> String {
        """
        SELECT json_build_object(
            'oid', c.oid::bigint, 'kind', c.relkind, 'schema', n.nspname, 'name', c.relname,
            'owner', pg_get_userbyid(c.relowner),
            'comment', obj_description(c.oid, 'pg_class'),
            'options', coalesce(c.reloptions, '{}'),
            'toastOptions', coalesce((SELECT t.reloptions FROM pg_class AS t WHERE t.oid = c.reltoastrelid), '{}'),
            'hasToast', c.reltoastrelid <> 0,
            'tablespace', (SELECT s.spcname FROM pg_tablespace AS s WHERE s.oid = c.reltablespace),
            'accessMethod', (SELECT a.amname FROM pg_am AS a WHERE a.oid = c.relam),
            'isPopulated', c.relispopulated,
            'version', \(version),
            'replicaIdentity', c.relreplident,
            'rowType', (
                SELECT json_build_object(
                    'privileges', (
                        SELECT coalesce(json_agg(json_build_object(
                                   'grantor', pg_get_userbyid(p.grantor),
                                   'grantee', CASE WHEN p.grantee <> 0 THEN pg_get_userbyid(p.grantee) END,
                                   'privilege', p.privilege_type, 'isGrantable', p.is_grantable)), '[]')
                        FROM aclexplode(coalesce(t.typacl, acldefault('T', t.typowner))) AS p),
                    'own', \(notes("t.oid")), 'array', \(notes("t.typarray")))
                FROM pg_type AS t WHERE t.oid = c.reltype),
            'ruleComment', (
                SELECT obj_description(r.oid, 'pg_rewrite') FROM pg_rewrite AS r
                WHERE r.ev_class = c.oid AND r.ev_type = '1'),
            'extensions', \(extensions("pg_class", "c.oid")),
            'privileges', (
                SELECT coalesce(json_agg(json_build_object(
                           'grantor', pg_get_userbyid(p.grantor),
                           'grantee', CASE WHEN p.grantee <> 0 THEN pg_get_userbyid(p.grantee) END,
                           'privilege', p.privilege_type, 'isGrantable', p.is_grantable)), '[]')
                FROM aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) AS p),
            'columns', (
                SELECT coalesce(json_agg(json_build_object(
                           'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
                           'statisticsTarget', CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END,
                           'options', ARRAY(SELECT o FROM unnest(a.attoptions) AS o
                                            WHERE o LIKE 'n\\_distinct%'),
                           'storage', CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END,
                           'compression', nullif(a.attcompression, ''),
                           'comment', col_description(c.oid, a.attnum),
                           'defaultValue', (SELECT pg_get_expr(f.adbin, f.adrelid)
                                            FROM pg_attrdef AS f
                                            WHERE f.adrelid = c.oid AND f.adnum = a.attnum),
                           'privileges', (
                               SELECT coalesce(json_agg(json_build_object(
                                          'grantor', pg_get_userbyid(p.grantor),
                                          'grantee', CASE WHEN p.grantee <> 0 THEN pg_get_userbyid(p.grantee) END,
                                          'privilege', p.privilege_type, 'isGrantable', p.is_grantable)), '[]')
                               FROM aclexplode(a.attacl) AS p)
                       ) ORDER BY a.attnum), '[]')
                FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
            'indexes', (
                SELECT coalesce(json_agg(json_build_object(
                           'name', x.relname, 'isUnique', i.indisunique,
                           'definition', substr(pg_get_indexdef(x.oid), 1 + length(format(
                               'CREATE %sINDEX %I ON %I.%I ',
                               CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, x.relname, n.nspname, c.relname))),
                           'tablespace', (SELECT s.spcname FROM pg_tablespace AS s WHERE s.oid = x.reltablespace),
                           'comment', obj_description(x.oid, 'pg_class'),
                           'isClustered', i.indisclustered, 'isReplicaIdentity', i.indisreplident,
                           'extensions', \(extensions("pg_class", "x.oid")),
                           'columns', ARRAY(
                               SELECT DISTINCT a.attname::text
                               FROM pg_depend AS d
                               JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
                               WHERE d.classid = 'pg_class'::regclass AND d.objid = x.oid
                                 AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
                               ORDER BY 1),
                           'statisticsTargets', (
                               SELECT coalesce(json_agg(json_build_object(
                                          'column', a.attnum, 'target', a.attstattarget) ORDER BY a.attnum), '[]')
                               FROM pg_attribute AS a
                               WHERE a.attrelid = x.oid AND a.attstattarget >= 0)
                       ) ORDER BY x.relname), '[]')
                FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid
                WHERE i.indrelid = c.oid),
            'statistics', (
                SELECT coalesce(json_agg(json_build_object(
                           'schema', s.nspname, 'name', e.stxname, 'owner', pg_get_userbyid(e.stxowner),
                           'kinds', ARRAY(SELECT k::text FROM unnest(e.stxkind) AS k ORDER BY 1),
                           'expressions', pg_get_statisticsobjdef_columns(e.oid),
                           'target', CASE WHEN e.stxstattarget >= 0 THEN e.stxstattarget END,
                           'comment', obj_description(e.oid, 'pg_statistic_ext'),
                           'columns', ARRAY(
                               SELECT DISTINCT a.attname::text
                               FROM pg_depend AS d
                               JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
                               WHERE d.classid = 'pg_statistic_ext'::regclass AND d.objid = e.oid
                                 AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
                               ORDER BY 1)
                       ) ORDER BY s.nspname, e.stxname), '[]')
                FROM pg_statistic_ext AS e JOIN pg_namespace AS s ON s.oid = e.stxnamespace
                WHERE e.stxrelid = c.oid),
            'labels', (
                SELECT coalesce(json_agg(json_build_object(
                           'provider', l.provider, 'label', l.label,
                           'column', (SELECT a.attname FROM pg_attribute AS a
                                      WHERE a.attrelid = c.oid AND a.attnum = l.objsubid AND l.objsubid > 0))), '[]')
                FROM pg_seclabel AS l
                WHERE l.classoid = 'pg_class'::regclass AND l.objoid = c.oid),
            'triggers', (
                SELECT coalesce(json_agg(json_build_object(
                           'name', t.tgname, 'definition', pg_get_triggerdef(t.oid),
                           'comment', obj_description(t.oid, 'pg_trigger'), 'hasExpressions', t.tgqual IS NOT NULL,
                           'extensions', \(extensions("pg_trigger", "t.oid"))) ORDER BY t.tgname), '[]')
                FROM pg_trigger AS t
                WHERE t.tgrelid = c.oid AND NOT t.tgisinternal),
            'rules', (
                SELECT coalesce(json_agg(json_build_object(
                           'name', r.rulename, 'definition', pg_get_ruledef(r.oid),
                           'comment', obj_description(r.oid, 'pg_rewrite'), 'hasExpressions', true,
                           'extensions', '[]'::json) ORDER BY r.rulename), '[]')
                FROM pg_rewrite AS r
                WHERE r.ev_class = c.oid AND r.ev_type <> '1'),
            'sequences', (
                SELECT coalesce(json_agg(json_build_object(
                           'schema', s.nspname, 'name', q.relname, 'column', a.attname) ORDER BY s.nspname, q.relname), '[]')
                FROM pg_depend AS d
                JOIN pg_class AS q ON q.oid = d.objid AND q.relkind = 'S'
                JOIN pg_namespace AS s ON s.oid = q.relnamespace
                JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
                WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.classid = 'pg_class'::regclass
                  AND d.deptype = 'a')
        )::text AS captured
        FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.oid = ANY (\(views)) AND c.relkind IN ('v', 'm')
        """
    }

    /// An SQL expression for the names of the extensions that drop an object when they are dropped.
    private static func extensions(_ catalog: String, _ object: String) -> String {
        """
        (SELECT coalesce(json_agg(e.extname ORDER BY e.extname), '[]')
         FROM pg_depend AS d JOIN pg_extension AS e ON e.oid = d.refobjid
         WHERE d.classid = '\(catalog)'::regclass AND d.objid = \(object) AND d.objsubid = 0
           AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'x')
        """
    }

    /// An SQL expression for the comment and the security labels of a type.
    private static func notes(_ type: String) -> String {
        """
        json_build_object(
            'comment', obj_description(\(type), 'pg_type'),
            'labels', (
                SELECT coalesce(json_agg(json_build_object('provider', l.provider, 'label', l.label)
                                         ORDER BY l.provider), '[]')
                FROM pg_seclabel AS l
                WHERE l.classoid = 'pg_type'::regclass AND l.objoid = \(type)))
        """
    }
}
