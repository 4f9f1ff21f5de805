internal import Athanor

/// Attributes of a function that reads views, or of a trigger on one, that its owner may not set. A role with more
/// rights has set them, and they would be lost when the object is recreated with its owner's rights.
enum OwnersAttributes {
    /// Refuses views with such attributes.
    /// - Parameters:
    ///   - views: the views that will be recreated.
    ///   - action: the beginning of error messages: `materialized view a.m cannot be replaced`.
    /// - Throws: ``OperationError`` that names the first such attribute with its owner; ``DatabaseFailure``.
    static func refuse(in views: [CapturedView], _ action: String, on connection: any Connection) async throws {
        let row = try await connection.query(own: first, [.text(CapturedView.array(views.map(\.oid)))]).first
        guard let row else { return }
        let (description, owner) = (try row["description", as: String.self], try row["owner", as: String.self])
        throw OperationError(
            "\(action): \(description) is recreated with the rights of its owner \(owner), who may not give it "
                + "\(try row["attribute", as: String.self])",
            advice:
                "Nothing was changed. \(try row["advice", as: String.self]); or drop it before and recreate it after, in this revision."
        )
    }

    private static let first = """
        WITH routine AS (
            SELECT p.*, pg_get_userbyid(p.proowner) AS owner, quote_ident(pg_get_userbyid(p.proowner)) AS role
            FROM pg_proc AS p JOIN pg_roles AS o ON o.oid = p.proowner
            WHERE NOT o.rolsuper AND p.prosqlbody IS NOT NULL AND EXISTS (
                SELECT FROM pg_depend AS d
                LEFT JOIN pg_type AS t ON d.refclassid = 'pg_type'::regclass AND t.oid = d.refobjid
                LEFT JOIN pg_type AS e ON e.typarray = t.oid
                WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                  AND (d.refclassid = 'pg_class'::regclass AND d.refobjid = ANY ($1::oid[])
                       OR coalesce(nullif(t.typrelid, 0), e.typrelid) = ANY ($1::oid[])))
        ), lacking (classid, objid, owner, attribute, advice) AS (
            SELECT 'pg_proc'::regclass, p.oid, p.owner, 'LEAKPROOF', 'ALTER ROUTINE ' || p.oid::regprocedure || ' NOT LEAKPROOF'
            FROM routine AS p WHERE p.proleakproof
            UNION ALL
            SELECT 'pg_proc'::regclass, p.oid, p.owner, 'a support function', 'Give it to a superuser'
            FROM routine AS p WHERE p.prosupport <> 0
            UNION ALL
            SELECT 'pg_proc'::regclass, p.oid, p.owner, 'the setting ' || s.name,
                   format('GRANT SET ON PARAMETER %s TO %s', s.name, p.role)
            FROM routine AS p
            CROSS JOIN LATERAL unnest(p.proconfig) AS c (setting)
            JOIN pg_settings AS s ON lower(s.name) = lower(split_part(c.setting, '=', 1))
            WHERE s.context = 'superuser' AND NOT has_parameter_privilege(p.proowner, s.name, 'SET')
            UNION ALL
            SELECT 'pg_proc'::regclass, p.oid, p.owner, 'the language ' || l.lanname,
                   format('GRANT USAGE ON LANGUAGE %I TO %s', l.lanname, p.role)
            FROM routine AS p JOIN pg_language AS l ON l.oid = p.prolang
            WHERE NOT has_language_privilege(p.proowner, l.oid, 'USAGE')
            UNION ALL
            SELECT 'pg_proc'::regclass, p.oid, p.owner, 'the type ' || format_type(t.oid, NULL),
                   format('GRANT USAGE ON TYPE %s TO %s', format_type(t.oid, NULL), p.role)
            FROM routine AS p
            JOIN pg_type AS t ON t.oid = p.prorettype OR t.oid = ANY (coalesce(p.proallargtypes, p.proargtypes::oid[]))
            WHERE t.typtype <> 'p' AND NOT has_type_privilege(p.proowner, t.oid, 'USAGE')
            UNION ALL
            SELECT 'pg_trigger'::regclass, t.oid, pg_get_userbyid(c.relowner), 'the function ' || t.tgfoid::regprocedure,
                   format('GRANT EXECUTE ON FUNCTION %s TO %I', t.tgfoid::regprocedure, pg_get_userbyid(c.relowner))
            FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
            WHERE c.oid = ANY ($1::oid[]) AND NOT t.tgisinternal AND t.tgqual IS NOT NULL
              AND NOT has_function_privilege(c.relowner, t.tgfoid, 'EXECUTE')
        )
        SELECT pg_describe_object(l.classid, l.objid, 0) AS description, l.owner, l.attribute, l.advice
        FROM lacking AS l ORDER BY 1, 3 LIMIT 1
        """
}
