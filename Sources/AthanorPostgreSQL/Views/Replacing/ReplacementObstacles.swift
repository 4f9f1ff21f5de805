internal import Athanor

/// What depends on views in a way that nothing can carry over: columns and function signatures of their row types, and kinds
/// of objects that Athanor does not know.
enum ReplacementObstacles {
    /// Makes sure that there are none.
    /// - Parameters:
    ///   - views: the views that will be made anew.
    ///   - action: what is to be done, as the beginning of a sentence: `materialized view a.m cannot be replaced`.
    /// - Throws: ``OperationError`` that names them all; ``DatabaseError``.
    static func refuse(_ views: [CapturedView], _ action: String, on connection: any Connection) async throws {
        for view in views {
            if let owner = view.ownerExtension {
                throw OperationError(
                    "\(action): \(view.description) belongs to extension \(owner)",
                    advice: "What an extension has made is changed by the extension.")
            }
        }
        let found = try await connection.query(own: reading, [.text(CapturedView.array(views.map(\.oid)))])
        guard !found.isEmpty else { return }
        let names = try found.map { try $0.text("description") }
        let listed = names.joined(separator: ", ")
        throw OperationError(
            "\(action): \(listed) \(names.count == 1 ? "uses" : "use") the row type of a view that is made anew",
            advice:
                "Drop \(names.count == 1 ? "it" : "them") before and create \(names.count == 1 ? "it" : "them") after, "
                + "in this revision, or have \(names.count == 1 ? "it" : "them") use a type that stays.")
    }

    /// A function that uses the type in its body alone is no obstacle: the body is parsed again.
    private static let reading = """
        WITH view (oid) AS (SELECT unnest($1::oid[])),
        row_type (oid) AS (
            SELECT t.oid FROM pg_catalog.pg_type AS t JOIN view AS v ON t.typrelid = v.oid
            UNION ALL
            SELECT t.typarray FROM pg_catalog.pg_type AS t JOIN view AS v ON t.typrelid = v.oid
        )
        SELECT DISTINCT pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) AS description
        FROM pg_catalog.pg_depend AS d
        JOIN row_type AS t ON d.refclassid = 'pg_type'::regclass AND d.refobjid = t.oid
        WHERE d.deptype IN ('n', 'a')
          AND CASE d.classid
              WHEN 'pg_rewrite'::regclass THEN false
              WHEN 'pg_policy'::regclass THEN false
              WHEN 'pg_class'::regclass THEN d.objid NOT IN (SELECT v.oid FROM view AS v)
              WHEN 'pg_proc'::regclass THEN EXISTS (
                  SELECT FROM pg_catalog.pg_proc AS p
                  WHERE p.oid = d.objid
                    AND (p.prosqlbody IS NULL
                         OR p.prorettype IN (SELECT r.oid FROM row_type AS r)
                         OR coalesce(p.proallargtypes, p.proargtypes::oid[]) && ARRAY(SELECT r.oid FROM row_type AS r)))
              ELSE d.objid NOT IN (SELECT r.oid FROM row_type AS r)
              END
        UNION
        SELECT pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid)
        FROM pg_catalog.pg_depend AS d
        JOIN view AS v ON d.refclassid = 'pg_class'::regclass AND d.refobjid = v.oid
        WHERE d.deptype IN ('n', 'a')
          AND d.classid NOT IN ('pg_rewrite'::regclass, 'pg_policy'::regclass, 'pg_class'::regclass, 'pg_attrdef'::regclass,
                                'pg_statistic_ext'::regclass, 'pg_trigger'::regclass, 'pg_type'::regclass)
          AND NOT (d.classid = 'pg_proc'::regclass
                   AND EXISTS (SELECT FROM pg_catalog.pg_proc AS p WHERE p.oid = d.objid AND p.prosqlbody IS NOT NULL))
        ORDER BY 1
        """
}
