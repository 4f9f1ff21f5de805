internal import Athanor

/// The texts that other roles wrote and that are read again when views are made anew: those of the views, and those of what
/// reads them.
enum OwnersTexts {
    /// Makes sure that each can be read with its owner's rights, and that none lets the code of a third role run with
    /// rights of the migrator's.
    /// - Parameters:
    ///   - views: the views that will be made anew.
    ///   - replaced: the one among them whose query is the revision's own; `nil` when there is none.
    ///   - action: what is to be done, as the beginning of a sentence: `materialized view a.m cannot be replaced`.
    /// - Returns: by the views' OIDs, the schemas whose use must be lent to the owner while the texts are read. That is done
    ///   for texts that name no type but enums and the system's own: no code runs while these are read.
    /// - Throws: ``OperationError`` that names the object and its owner; ``DatabaseError``.
    static func check(
        _ views: [CapturedView], replaced: Int64? = nil, session: ReplacingSession, _ action: String,
        on connection: any Connection
    ) async throws -> [Int64: [String]] {
        let values: [Value] = [
            .text(CapturedView.array(views.map(\.oid))), .integer(replaced ?? 0), Value(session.plainRole),
        ]
        var lent: [Int64: [String]] = [:]
        for row in try await connection.query(own: unreachable, values) {
            let (owner, schema) = (try row.text("owner"), try row.text("schema"))
            guard try !row.boolean("is_harmless") else {
                lent[try row.integer("view"), default: []].append(schema)
                continue
            }
            let right = try row.text("privilege")
            throw OperationError(
                "\(action): \(try row.text("description")) is made again with the rights of its owner \(owner), who has no "
                    + "\(right) privilege on schema \(schema)",
                advice: "Nothing was changed. GRANT \(right) ON SCHEMA \(PostgreSQLDialect().quote(schema)) TO "
                    + "\(PostgreSQLDialect().quote(owner)); or drop it before and create it again after, in this revision."
            )
        }
        if let row = try await connection.query(own: thirdCode, Array(values.prefix(2))).first {
            let (owner, author) = (try row.text("owner"), try row.text("author"))
            throw OperationError(
                "\(action): \(try row.text("description")) belongs to \(owner) and uses \(try row.text("code")) of role "
                    + "\(author), whose code would run with the rights of \(owner)",
                advice:
                    "Nothing was changed. Give the type and what it calls to \(owner) if you trust it, or drop what uses "
                    + "it before and create it again after, in this revision.")
        }
        return lent
    }

    /// The texts: where the catalog has each, whose it is, and the object that it belongs to.
    private static let texts = """
        text (classid, objid, owner, of_class, of_object, is_trigger, view) AS (
            SELECT 'pg_rewrite'::regclass::oid, r.oid, c.relowner, 'pg_class'::regclass::oid, c.oid, false, c.oid
            FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = r.ev_class
            WHERE c.oid = ANY ($1::oid[]) AND NOT (c.oid = $2::oid AND r.ev_type = '1')
            UNION ALL
            SELECT 'pg_class'::regclass, i.indexrelid, c.relowner, 'pg_class'::regclass, i.indexrelid, false, c.oid
            FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid WHERE c.oid = ANY ($1::oid[])
            UNION ALL
            SELECT 'pg_attrdef'::regclass, f.oid, c.relowner, 'pg_class'::regclass, c.oid, false, c.oid
            FROM pg_attrdef AS f JOIN pg_class AS c ON c.oid = f.adrelid WHERE c.oid = ANY ($1::oid[])
            UNION ALL
            SELECT 'pg_statistic_ext'::regclass, e.oid, c.relowner, 'pg_statistic_ext'::regclass, e.oid, false, c.oid
            FROM pg_statistic_ext AS e JOIN pg_class AS c ON c.oid = e.stxrelid WHERE c.oid = ANY ($1::oid[])
            UNION ALL
            -- Who may make triggers need not be the owner.
            SELECT 'pg_trigger'::regclass, t.oid, c.relowner, 'pg_trigger'::regclass, t.oid, true, c.oid
            FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
            WHERE c.oid = ANY ($1::oid[]) AND NOT t.tgisinternal AND t.tgqual IS NOT NULL
            UNION
            SELECT d.classid, d.objid, coalesce(c.relowner, p.proowner), d.classid, d.objid, false, 0
            FROM pg_depend AS d
            LEFT JOIN pg_policy AS l ON d.classid = 'pg_policy'::regclass AND l.oid = d.objid
            LEFT JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid AND r.ev_type <> '1'
            LEFT JOIN pg_class AS c ON c.oid = coalesce(l.polrelid, r.ev_class)
            LEFT JOIN pg_proc AS p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid AND p.prosqlbody IS NOT NULL
            WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = ANY ($1::oid[])
              AND coalesce(c.relowner, p.proowner) IS NOT NULL
        )
        """

    /// What lies in a schema that the owner may not use, and functions in a schema in which the owner may not create.
    private static let unreachable = """
        WITH \(texts), used AS (
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
               n.nspname AS schema, u.privilege, u.view::bigint AS view,
               u.view <> 0 AND NOT EXISTS (
                   SELECT FROM text AS t
                   JOIN pg_depend AS d
                     ON d.classid = t.classid AND d.objid = t.objid AND d.refclassid = 'pg_type'::regclass
                   JOIN pg_type AS y ON y.oid = d.refobjid
                   LEFT JOIN pg_type AS e ON e.oid = y.typelem
                   WHERE t.view = u.view AND y.typnamespace <> 'pg_catalog'::regnamespace
                     AND 'e' NOT IN (y.typtype, coalesce(e.typtype, y.typtype))) AS is_harmless
        FROM used AS u JOIN pg_namespace AS n ON n.oid = u.schema
        WHERE pg_get_userbyid(u.owner) IS DISTINCT FROM $3::text AND NOT has_schema_privilege(u.owner, n.oid, u.privilege)
          AND n.oid <> pg_my_temp_schema()
        GROUP BY u.of_class, u.of_object, u.owner, n.nspname, u.privilege, u.view
        ORDER BY 1, 3
        """

    /// Code that runs when a literal is read: the checks of domains, inside of whatever type. It must be that of somebody who
    /// has the owner's rights anyway, where these are the migrator's or a trigger's author is not known.
    private static let thirdCode = """
        WITH RECURSIVE \(texts), typed AS (
            SELECT t.owner, t.of_class, t.of_object, d.refobjid AS type
            FROM text AS t
            JOIN pg_depend AS d ON d.classid = t.classid AND d.objid = t.objid AND d.refclassid = 'pg_type'::regclass
            WHERE t.is_trigger OR pg_has_role(t.owner, current_user::name, 'MEMBER')
            UNION
            SELECT t.owner, t.of_class, t.of_object, x.type
            FROM typed AS t
            CROSS JOIN LATERAL (
                SELECT y.typelem FROM pg_type AS y WHERE y.oid = t.type AND y.typelem <> 0
                UNION ALL
                SELECT y.typbasetype FROM pg_type AS y WHERE y.oid = t.type AND y.typbasetype <> 0
                UNION ALL
                SELECT g.rngsubtype FROM pg_range AS g WHERE t.type IN (g.rngtypid, g.rngmultitypid)
                UNION ALL
                SELECT a.atttypid
                FROM pg_type AS y JOIN pg_attribute AS a ON a.attrelid = y.typrelid AND a.attnum > 0 AND NOT a.attisdropped
                WHERE y.oid = t.type AND y.typtype = 'c'
            ) AS x (type)
        ), code AS (
            SELECT t.*, y.typowner AS author, 'pg_type'::regclass AS classid, y.oid AS objid
            FROM typed AS t JOIN pg_type AS y ON y.oid = t.type
            LEFT JOIN pg_class AS c ON c.oid = y.typrelid
            WHERE y.typtype = 'd' OR c.relkind = 'c'
            UNION ALL
            SELECT t.*, p.proowner, 'pg_proc'::regclass, p.oid
            FROM typed AS t
            JOIN pg_constraint AS k ON k.contypid = t.type
            JOIN pg_depend AS d ON d.classid = 'pg_constraint'::regclass AND d.objid = k.oid AND d.refclassid = 'pg_proc'::regclass
            JOIN pg_proc AS p ON p.oid = d.refobjid
        )
        SELECT pg_describe_object(c.of_class, c.of_object, 0) AS description, pg_get_userbyid(c.owner) AS owner,
               pg_describe_object(c.classid, c.objid, 0) AS code, pg_get_userbyid(c.author) AS author
        FROM code AS c
        WHERE NOT pg_has_role(c.author, c.owner, 'MEMBER')
        ORDER BY 1, 3
        LIMIT 1
        """
}
