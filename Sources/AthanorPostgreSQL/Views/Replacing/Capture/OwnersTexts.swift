internal import Athanor

/// The texts of other roles that are parsed again when views are recreated: the texts of the views and of the objects
/// that read them.
enum OwnersTexts {
    /// Checks that each text can be parsed with its owner's rights, that it calls no code of a third role where that
    /// matters (``ThirdCode``), and that the owner may set all attributes (``OwnersAttributes``).
    /// - Parameters:
    ///   - views: the views that will be recreated.
    ///   - replaced: the view whose query is the revision's own; `nil` if none.
    ///   - session: the session; texts of its own role are not checked for rights on schemas.
    ///   - action: the beginning of error messages: `materialized view a.m cannot be replaced`.
    ///   - connection: the connection.
    /// - Returns: the schemas on which USAGE must be lent to owners while their texts are parsed. It is lent only if
    ///   the texts of the view name no types except those that cannot change (``LastingType``), and for indexes and
    ///   statistics only if these also call no functions except the system's own. So no code of other roles runs while
    ///   it is lent.
    /// - Throws: ``OperationError`` that names the object and its owner; ``DatabaseFailure``.
    static func check(
        _ views: [CapturedView], replaced: Int64? = nil, session: ReplacingSession, _ action: String,
        on connection: any Connection
    ) async throws -> Loans {
        let values: [Value] = [
            .text(CapturedView.array(views.map(\.oid))), .integer(replaced ?? 0), Value(session.plainRole),
        ]
        var lent = Loans()
        for row in try await connection.query(own: unreachable, values) {
            let (owner, schema) = (try row["owner", as: String.self], try row["schema", as: String.self])
            guard try !row["is_harmless", as: Bool.self] else {
                try lent.add(schema, for: row["view", as: Int64.self], computing: row["is_computed", as: Bool.self])
                continue
            }
            let right = try row["privilege", as: String.self]
            throw OperationError(
                "\(action): \(try row["description", as: String.self]) is recreated with the rights of its owner \(owner), who has no "
                    + "\(right) privilege on schema \(schema)",
                advice: "Nothing was changed. GRANT \(right) ON SCHEMA \(PostgreSQLDialect().quote(schema)) TO "
                    + "\(PostgreSQLDialect().quote(owner)); or drop it before and recreate it after, in this revision."
            )
        }
        try await ThirdCode.refuse(in: views, replaced: replaced, action, on: connection)
        try await OwnersAttributes.refuse(in: views, action, on: connection)
        return lent
    }

    /// The uses of the texts.
    enum Use {
        /// Only parsed.
        static let read = "'r'"
        /// Parsed, and computed for each row with that role's rights, as for an index.
        static let computed = "'c'"
        /// Parsed, and computed when the view is filled.
        static let filling = "'f'"
    }

    /// Returns the texts: the catalog row of each, its owner, the object that it belongs to, and its use.
    /// - Parameters:
    ///   - views: an expression for the OIDs of the views.
    ///   - replaced: an expression for the OID of the view whose query is the revision's own.
    static func texts(of views: String = "$1::oid[]", replaced: String = "$2::oid") -> String {
        """
        text (classid, objid, owner, of_class, of_object, is_trigger, view, use) AS (
            SELECT 'pg_rewrite'::regclass::oid, r.oid, c.relowner, 'pg_class'::regclass::oid, c.oid, false, c.oid,
                   CASE WHEN c.relkind = 'm' THEN \(Use.filling) ELSE \(Use.read) END
            FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = r.ev_class
            WHERE c.oid = ANY (\(views)) AND NOT (c.oid = \(replaced) AND r.ev_type = '1')
            UNION ALL
            SELECT 'pg_class'::regclass, i.indexrelid, c.relowner, 'pg_class'::regclass, i.indexrelid, false, c.oid, \(Use.computed)
            FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid WHERE c.oid = ANY (\(views))
            UNION ALL
            SELECT 'pg_attrdef'::regclass, f.oid, c.relowner, 'pg_class'::regclass, c.oid, false, c.oid, \(Use.read)
            FROM pg_attrdef AS f JOIN pg_class AS c ON c.oid = f.adrelid WHERE c.oid = ANY (\(views))
            UNION ALL
            SELECT 'pg_statistic_ext'::regclass, e.oid, c.relowner, 'pg_statistic_ext'::regclass, e.oid, false, c.oid, \(Use.computed)
            FROM pg_statistic_ext AS e JOIN pg_class AS c ON c.oid = e.stxrelid WHERE c.oid = ANY (\(views))
            UNION ALL
            -- Other roles than the owner may have the right to create triggers.
            SELECT 'pg_trigger'::regclass, t.oid, c.relowner, 'pg_trigger'::regclass, t.oid, true, c.oid, \(Use.read)
            FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
            WHERE c.oid = ANY (\(views)) AND NOT t.tgisinternal AND t.tgqual IS NOT NULL
            UNION
            SELECT d.classid, d.objid, coalesce(c.relowner, p.proowner), d.classid, d.objid, false, 0, \(Use.read)
            FROM pg_depend AS d
            LEFT JOIN pg_policy AS l ON d.classid = 'pg_policy'::regclass AND l.oid = d.objid
            LEFT JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid AND r.ev_type <> '1'
            LEFT JOIN pg_class AS c ON c.oid = coalesce(l.polrelid, r.ev_class)
            LEFT JOIN pg_proc AS p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid AND p.prosqlbody IS NOT NULL
            WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = ANY (\(views))
              AND coalesce(c.relowner, p.proowner) IS NOT NULL
        )
        """
    }

    /// A query for texts that refer to an object in a schema that the text's owner may not use, and for functions in a
    /// schema in which their owner may not create.
    private static let unreachable = """
        WITH \(texts()), used AS (
            SELECT t.*, coalesce(c.relnamespace, y.typnamespace, p.pronamespace, o.oprnamespace, l.collnamespace) AS schema,
                   'USAGE' AS privilege
            FROM text AS t
            JOIN pg_depend AS d ON d.classid = t.classid AND d.objid = t.objid
            LEFT JOIN pg_class AS c ON d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid
            LEFT JOIN pg_type AS y ON d.refclassid = 'pg_type'::regclass AND y.oid = d.refobjid
            LEFT JOIN pg_proc AS p ON d.refclassid = 'pg_proc'::regclass AND p.oid = d.refobjid
            LEFT JOIN pg_operator AS o ON d.refclassid = 'pg_operator'::regclass AND o.oid = d.refobjid
            LEFT JOIN pg_collation AS l ON d.refclassid = 'pg_collation'::regclass AND l.oid = d.refobjid
            UNION ALL
            SELECT t.*, p.pronamespace, 'CREATE' FROM text AS t JOIN pg_proc AS p ON t.classid = 'pg_proc'::regclass AND p.oid = t.objid
        )
        SELECT pg_describe_object(u.of_class, u.of_object, 0) AS description, pg_get_userbyid(u.owner) AS owner,
               n.nspname AS schema, u.privilege, u.view::bigint AS view, u.use = \(Use.computed) AS is_computed,
               u.view <> 0 AND NOT (u.use = \(Use.computed) AND EXISTS (
                   SELECT FROM text AS t
                   JOIN pg_depend AS d ON d.classid = t.classid AND d.objid = t.objid
                   LEFT JOIN pg_proc AS p ON d.refclassid = 'pg_proc'::regclass AND p.oid = d.refobjid
                   LEFT JOIN pg_operator AS o ON d.refclassid = 'pg_operator'::regclass AND o.oid = d.refobjid
                   WHERE t.view = u.view AND t.use = \(Use.computed)
                     AND coalesce(p.pronamespace, o.oprnamespace) <> 'pg_catalog'::regnamespace))
               AND NOT EXISTS (
                   SELECT FROM text AS t
                   JOIN pg_depend AS d
                     ON d.classid = t.classid AND d.objid = t.objid AND d.refclassid = 'pg_type'::regclass
                   JOIN pg_type AS y ON y.oid = d.refobjid
                   WHERE t.view = u.view AND NOT \(LastingType.condition(on: "y"))) AS is_harmless
        FROM used AS u JOIN pg_namespace AS n ON n.oid = u.schema
        WHERE pg_get_userbyid(u.owner) IS DISTINCT FROM $3::text AND NOT has_schema_privilege(u.owner, n.oid, u.privilege)
          AND n.oid <> pg_my_temp_schema()
        GROUP BY u.of_class, u.of_object, u.owner, n.nspname, u.privilege, u.view, u.use
        ORDER BY 1, 3
        """
}
