internal import Athanor

/// All catalog objects that depend on views, or on objects dropped with the views, and are not dropped with them.
///
/// The list comes from the catalog: it follows `pg_depend` through the objects that the server drops without CASCADE,
/// and counts every object that depends on one of them. A replacement carries over the dependents that ``carried``
/// names; all others prevent it.
struct FamilyDependents: Sendable {
    /// An object that depends on a view.
    struct Dependent: Sendable, Hashable {
        /// The object, as messages name it: `default value for column x of table public.cfg`.
        let description: String
        /// Its relation to the view, as the rest of a sentence: `refers to materialized view public.m`.
        let relationship: String
        /// Whether a replacement cannot carry it over.
        let isObstacle: Bool
    }

    let all: Set<Dependent>

    /// Reads the dependents of views.
    /// - Throws: ``DatabaseFailure``.
    init(of views: [Int64], on connection: any Connection) async throws {
        let rows = try await connection.query(own: Self.reading, [.text(CapturedView.array(views))])
        all = Set(
            try rows.map {
                Dependent(
                    description: try $0["description", as: String.self],
                    relationship: try $0["relationship", as: String.self],
                    isObstacle: try $0["is_obstacle", as: Bool.self])
            })
    }

    /// The obstacles to recreating the views, one sentence each.
    var obstacles: [String] {
        all.filter(\.isObstacle).map { "\($0.description) \($0.relationship)" }.sorted()
    }

    /// Returns the descriptions of the dependents that an earlier reading lacks.
    func descriptions(missingIn earlier: FamilyDependents) -> [String] {
        all.subtracting(earlier.all).map(\.description).sorted()
    }

    /// A query for the views and the objects that belong to each, which ``CapturedView`` captures.
    private static let captured = """
        SELECT 'pg_class'::regclass::oid AS classid, v.oid AS objid, v.oid AS view FROM view AS v
        UNION ALL SELECT 'pg_class'::regclass, i.indexrelid, i.indrelid
        FROM pg_index AS i WHERE i.indrelid IN (SELECT v.oid FROM view AS v)
        UNION ALL SELECT 'pg_class'::regclass, o.oid, c.oid
        FROM pg_class AS c
        JOIN pg_class AS o
          ON o.oid = c.reltoastrelid
          OR o.oid IN (SELECT i.indexrelid FROM pg_index AS i WHERE i.indrelid = c.reltoastrelid)
        WHERE c.reltoastrelid <> 0 AND c.oid IN (SELECT v.oid FROM view AS v)
        UNION ALL SELECT 'pg_type'::regclass, o.oid, c.oid
        FROM pg_class AS c
        JOIN pg_type AS t ON t.oid = c.reltype
        JOIN pg_type AS o ON o.oid IN (t.oid, t.typarray)
        WHERE c.oid IN (SELECT v.oid FROM view AS v)
        UNION ALL SELECT 'pg_rewrite'::regclass, r.oid, r.ev_class
        FROM pg_rewrite AS r WHERE r.ev_class IN (SELECT v.oid FROM view AS v)
        UNION ALL SELECT 'pg_trigger'::regclass, t.oid, t.tgrelid
        FROM pg_trigger AS t WHERE t.tgrelid IN (SELECT v.oid FROM view AS v)
        UNION ALL SELECT 'pg_statistic_ext'::regclass, e.oid, e.stxrelid
        FROM pg_statistic_ext AS e WHERE e.stxrelid IN (SELECT v.oid FROM view AS v)
        UNION ALL SELECT 'pg_attrdef'::regclass, f.oid, f.adrelid
        FROM pg_attrdef AS f WHERE f.adrelid IN (SELECT v.oid FROM view AS v)
        """

    /// A condition on `d`, a row of `pg_depend`, and `k`, the object that it refers to: a replacement carries over the
    /// dependent. It carries over a function if only its body needs the view, since the body is parsed again.
    private static let carried = """
        (d.deptype = 'n' AND d.objsubid = 0 AND (k.classid = 'pg_type'::regclass OR k.objid = k.view)
         OR d.classid = 'pg_class'::regclass)
        AND CASE d.classid
        WHEN 'pg_rewrite'::regclass THEN true
        WHEN 'pg_policy'::regclass THEN true
        WHEN 'pg_class'::regclass THEN
            d.deptype = 'a' AND d.objsubid = 0 AND d.refobjsubid > 0
            AND EXISTS (SELECT FROM pg_class AS q WHERE q.oid = d.objid AND q.relkind = 'S')
        WHEN 'pg_proc'::regclass THEN EXISTS (
            SELECT FROM pg_proc AS p
            WHERE p.oid = d.objid AND p.prosqlbody IS NOT NULL
              AND NOT EXISTS (
                  SELECT FROM captured AS y
                  WHERE y.classid = 'pg_type'::regclass
                    AND (p.prorettype = y.objid OR y.objid = ANY (p.proargtypes::oid[])
                         OR y.objid = ANY (p.proallargtypes)))
              AND NOT (p.pronargdefaults > 0 AND EXISTS (
                  SELECT FROM captured AS y
                  CROSS JOIN LATERAL (SELECT pg_get_expr(p.proargdefaults, 0)) AS f (defaults)
                  WHERE y.classid = 'pg_class'::regclass
                        AND strpos(f.defaults, quote_literal(y.objid::regclass::text) || '::regclass') > 0
                     OR y.classid = 'pg_type'::regclass
                        AND strpos(f.defaults, '::' || format_type(y.objid, NULL)) > 0)))
        ELSE false
        END
        """

    /// A query for the dependents. Names are written under the search path of Athanor's own statements, so they have
    /// schemas.
    private static let reading = """
        WITH RECURSIVE view (oid) AS (SELECT v.oid FROM unnest($1::oid[]) AS v (oid)),
        captured AS (\(captured)),
        dropped (classid, objid, view) AS (
            SELECT 'pg_class'::regclass::oid, v.oid, v.oid FROM view AS v
            UNION
            SELECT d.classid, d.objid, x.view
            FROM dropped AS x
            JOIN pg_depend AS d ON d.refclassid = x.classid AND d.refobjid = x.objid
            WHERE d.deptype IN ('a', 'i', 'P', 'S') AND d.objsubid = 0
              AND NOT (d.classid = 'pg_class'::regclass
                       AND EXISTS (SELECT FROM pg_class AS q WHERE q.oid = d.objid AND q.relkind = 'S'))
        ),
        found (classid, objid, objsubid, view, relationship, is_obstacle) AS (
            SELECT x.classid, x.objid, 0, x.view, 'would be dropped with', true
            FROM dropped AS x
            WHERE (x.classid, x.objid) NOT IN (SELECT k.classid, k.objid FROM captured AS k)
            UNION ALL
            SELECT d.classid, d.objid, d.objsubid, k.view,
                   CASE WHEN d.refclassid = 'pg_type'::regclass THEN 'uses the row type of'
                        WHEN d.classid = 'pg_rewrite'::regclass THEN 'reads'
                        ELSE 'refers to' END,
                   NOT (\(carried))
            FROM captured AS k
            JOIN pg_depend AS d ON d.refclassid = k.classid AND d.refobjid = k.objid
            WHERE (d.classid, d.objid) NOT IN (SELECT y.classid, y.objid FROM captured AS y)
              AND (d.classid, d.objid) NOT IN (SELECT x.classid, x.objid FROM dropped AS x)
            UNION ALL
            -- The query is parsed before the indexes are recreated.
            SELECT d.classid, d.objid, d.objsubid, k.view, 'refers to an index of', true
            FROM captured AS k
            JOIN pg_depend AS d ON d.refclassid = k.classid AND d.refobjid = k.objid
            WHERE k.classid = 'pg_class'::regclass AND k.objid <> k.view AND d.deptype = 'n'
              AND (d.classid, d.objid) IN (SELECT y.classid, y.objid FROM captured AS y)
            UNION ALL
            SELECT k.classid, k.objid, 0, k.view, 'belongs to extension ' || quote_ident(e.extname), true
            FROM captured AS k
            JOIN pg_depend AS d ON d.classid = k.classid AND d.objid = k.objid
            JOIN pg_extension AS e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid
            WHERE d.deptype = 'e'
            UNION ALL
            SELECT k.classid, k.objid, 0, k.view, 'depends on extension ' || quote_ident(e.extname), true
            FROM captured AS k
            JOIN pg_depend AS d ON d.classid = k.classid AND d.objid = k.objid
            JOIN pg_extension AS e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid
            WHERE d.deptype = 'x'
              AND NOT (d.objsubid = 0
                       AND (k.classid = 'pg_trigger'::regclass
                            OR k.classid = 'pg_class'::regclass
                               AND EXISTS (SELECT FROM pg_class AS c WHERE c.oid = k.objid AND c.relkind IN ('m', 'i'))))
            UNION ALL
            SELECT k.classid, k.objid, s.objsubid, k.view,
                   'has an entry of kind ' || s.deptype::text || ' in pg_shdepend that cannot be recreated', true
            FROM captured AS k
            JOIN pg_shdepend AS s ON s.classid = k.classid AND s.objid = k.objid
            WHERE s.dbid = (SELECT b.oid FROM pg_database AS b WHERE b.datname = current_database())
              AND s.deptype NOT IN ('o', 'a', 't')
            UNION ALL
            SELECT k.classid, k.objid, s.objsubid, k.view, 'has a comment that cannot be recreated', true
            FROM captured AS k
            JOIN pg_description AS s ON s.classoid = k.classid AND s.objoid = k.objid
            WHERE k.classid = 'pg_attrdef'::regclass
               OR k.classid = 'pg_class'::regclass AND k.objid <> k.view
                  AND (s.objsubid <> 0
                       OR NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indexrelid = k.objid AND i.indrelid = k.view))
            UNION ALL
            SELECT k.classid, k.objid, s.objsubid, k.view, 'has a security label that cannot be recreated', true
            FROM captured AS k
            JOIN pg_seclabel AS s ON s.classoid = k.classid AND s.objoid = k.objid
            WHERE NOT (k.classid = 'pg_type'::regclass OR k.classid = 'pg_class'::regclass AND k.objid = k.view)
            UNION ALL
            SELECT k.classid, k.objid, s.objsubid, k.view, 'has privileges from the script of an extension', true
            FROM captured AS k
            JOIN pg_init_privs AS s ON s.classoid = k.classid AND s.objoid = k.objid
            UNION ALL
            SELECT k.classid, k.objid, 0, k.view, 'is a target of a subscription', true
            FROM captured AS k
            JOIN pg_subscription_rel AS s ON k.classid = 'pg_class'::regclass AND s.srrelid = k.objid
        )
        SELECT DISTINCT
               CASE WHEN r.ev_type = '1' THEN pg_describe_object('pg_class'::regclass, r.ev_class, 0)
                    ELSE pg_describe_object(f.classid, f.objid, f.objsubid) END AS description,
               CASE WHEN f.relationship IN (
                         'would be dropped with', 'uses the row type of', 'reads', 'refers to', 'refers to an index of')
                    THEN f.relationship || ' ' || pg_describe_object('pg_class'::regclass, f.view, 0)
                    ELSE f.relationship END AS relationship,
               f.is_obstacle
        FROM found AS f
        LEFT JOIN pg_rewrite AS r ON f.classid = 'pg_rewrite'::regclass AND r.oid = f.objid
        """
}
