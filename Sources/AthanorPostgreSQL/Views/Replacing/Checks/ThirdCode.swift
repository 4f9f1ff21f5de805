internal import Athanor

/// Code that is called when a text of another role is parsed or computed, and so runs with rights that the code's owner
/// lacks.
///
/// It looks at the types of literals, since parsing a literal calls the checks of domains inside any type. It also
/// looks at what indexes, statistics and the queries of materialized views call, since these are computed. A type
/// counts if its owner could make it run code later, whether or not it does so now. A type that the text names always
/// counts, even an enum: its owner, or the owner of its schema, can put another type under that name before the text is
/// parsed.
///
/// If the text's owner has fewer rights than the migrator, only the checks of domains count: without the parsing, they
/// would not be called again for a stored text. The owner is responsible for everything else that a text computes.
enum ThirdCode {
    /// Refuses such code where it matters: where a text runs with rights that the migrator has, where another role than
    /// the owner may have written it (a trigger's condition), and where it is called only because the text is parsed
    /// again.
    /// - Parameters:
    ///   - views: the views that will be recreated.
    ///   - replaced: the view whose query is the revision's own; `nil` if none.
    ///   - action: the beginning of error messages: `materialized view a.m cannot be replaced`.
    /// - Throws: ``OperationError`` that names the object and the author; ``DatabaseFailure``.
    static func refuse(
        in views: [CapturedView], replaced: Int64?, _ action: String, on connection: any Connection
    ) async throws {
        let texts = OwnersTexts.texts()
        let row = try await connection.query(
            own: first(in: texts), [.text(CapturedView.array(views.map(\.oid))), .integer(replaced ?? 0)]
        ).first
        guard let row else { return }
        let (owner, author) = (try row["owner", as: String.self], try row["author", as: String.self])
        throw OperationError(
            "\(action): \(try row["description", as: String.self]) belongs to \(owner) and uses \(try row["code", as: String.self]) of role "
                + "\(author), whose code would run with the rights of \(owner)",
            advice:
                "Nothing was changed. If you trust that code, give it to \(owner), or name \(author) as `trusted_owners` in "
                + "athanor.yaml. Otherwise drop the object before and recreate it after, in this revision.")
    }

    /// Returns a statement that checks this again, once the views are locked: a trigger may have changed by then, and a
    /// script runs later than it was written. It also checks that the triggers are those whose texts will be run. `nil`
    /// if only owners can have written the texts.
    static func guarding(_ views: [CapturedView], replaced: Int64?) -> String? {
        guard views.contains(where: { $0.kind == .plain }) else { return nil }
        let dialect = PostgreSQLDialect()
        func oid(_ view: CapturedView) -> String {
            "\(dialect.quoteText(dialect.quote(view.qualifiedName)))::regclass::oid"
        }
        let oids = "ARRAY[\(views.map(oid).joined(separator: ", "))]"
        let own = views.first { $0.oid == replaced }.map(oid) ?? "0::oid"
        let triggers = views.flatMap(\.triggers).map { dialect.quoteText($0.definition) }.joined(separator: ", ")
        return SQLStatement.block(
            """
            \(first(in: OwnersTexts.texts(of: oids, replaced: own)))
            INTO third;
            IF third.author IS NOT NULL THEN
                RAISE EXCEPTION USING
                    ERRCODE = '\(ForeignCode.refused)',
                    MESSAGE = concat(third.description, ' belongs to ', third.owner, ' and uses ', third.code, ' of role ',
                                     third.author, ', whose code would run with the rights of ', third.owner);
            END IF;
            IF ARRAY(SELECT pg_get_triggerdef(t.oid) COLLATE "C" FROM pg_trigger AS t
                     WHERE t.tgrelid = ANY (\(oids)) AND NOT t.tgisinternal ORDER BY 1)
               IS DISTINCT FROM ARRAY(SELECT t COLLATE "C" FROM unnest(ARRAY[\(triggers)]::text[]) AS t ORDER BY 1)
            THEN
                RAISE EXCEPTION 'another session has created or altered a trigger'
                    USING ERRCODE = '\(LockedChange.changedMeanwhile)';
            END IF;
            """, declaring: "    third record;"
        ).text
    }

    private static func first(in texts: String) -> String {
        """
        WITH RECURSIVE \(texts), placed AS (
            SELECT t.*, t.is_trigger OR \(RoleRights.has("t.owner", thoseOf: "current_user::name")) OR \(AuthenticatedRole.isMatched(by: "t.owner")) AS is_near
            FROM text AS t
        ), typed (owner, of_class, of_object, type, is_named, is_near) AS (
            SELECT t.owner, t.of_class, t.of_object, d.refobjid, true, t.is_near
            FROM placed AS t
            JOIN pg_depend AS d ON d.classid = t.classid AND d.objid = t.objid AND d.refclassid = 'pg_type'::regclass
            UNION
            SELECT t.owner, t.of_class, t.of_object, x.type, x.is_named, t.is_near
            FROM typed AS t
            CROSS JOIN LATERAL (
                -- A text names an array type by the type of its elements.
                SELECT y.typelem, t.is_named FROM pg_type AS y WHERE y.oid = t.type AND y.typelem <> 0
                UNION ALL
                SELECT y.typbasetype, false FROM pg_type AS y WHERE y.oid = t.type AND y.typbasetype <> 0
                UNION ALL
                SELECT g.rngsubtype, false FROM pg_range AS g WHERE t.type IN (g.rngtypid, g.rngmultitypid)
                UNION ALL
                SELECT a.atttypid, false
                FROM pg_type AS y JOIN pg_attribute AS a ON a.attrelid = y.typrelid AND a.attnum > 0 AND NOT a.attisdropped
                WHERE y.oid = t.type AND y.typtype = 'c'
            ) AS x (type, is_named)
        ), range_of_column (owner, of_class, of_object, type) AS (
            -- An index on a range calls the range's own functions, and so do statistics on it.
            SELECT t.owner, t.of_class, t.of_object, g.rngtypid
            FROM placed AS t
            JOIN pg_attribute AS a ON a.attrelid = t.view AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type AS y ON y.oid = a.atttypid
            JOIN pg_range AS g ON y.oid IN (g.rngtypid, g.rngmultitypid) OR y.typelem IN (g.rngtypid, g.rngmultitypid)
            WHERE t.is_near AND t.use = \(OwnersTexts.Use.filling)
        ), code AS (
            SELECT t.owner, t.of_class, t.of_object, y.typowner AS author, 'pg_type'::regclass AS classid, y.oid AS objid
            FROM typed AS t JOIN pg_type AS y ON y.oid = t.type
            LEFT JOIN pg_class AS c ON c.oid = y.typrelid
            -- Row types of views do not count, since the columns of views keep their types.
            WHERE t.is_near AND (t.is_named OR y.typtype IN ('d', 'r', 'm') OR c.relkind NOT IN ('v', 'm'))
            UNION ALL
            SELECT t.owner, t.of_class, t.of_object, n.nspowner, 'pg_namespace'::regclass, n.oid
            FROM typed AS t JOIN pg_type AS y ON y.oid = t.type JOIN pg_namespace AS n ON n.oid = y.typnamespace
            WHERE t.is_near AND t.is_named
            UNION ALL
            SELECT t.owner, t.of_class, t.of_object, f.author, d.refclassid, d.refobjid
            FROM range_of_column AS t
            JOIN pg_depend AS d
              ON d.classid = 'pg_type'::regclass AND d.objid = t.type AND d.refclassid = 'pg_proc'::regclass
            CROSS JOIN LATERAL (\(ForeignCode.author(of: "d"))) AS f
            UNION ALL
            SELECT t.owner, t.of_class, t.of_object, f.author, d.refclassid, d.refobjid
            FROM typed AS t
            JOIN pg_constraint AS k ON k.contypid = t.type
            -- A check also depends on its domain, which is not code that it calls.
            JOIN pg_depend AS d
              ON d.classid = 'pg_constraint'::regclass AND d.objid = k.oid AND d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass)
            CROSS JOIN LATERAL (\(ForeignCode.author(of: "d"))) AS f
            UNION ALL
            -- A call of a system function that runs SQL from a text has no row in pg_depend.
            SELECT t.owner, t.of_class, t.of_object, y.typowner, 'pg_type'::regclass, y.oid
            FROM typed AS t
            JOIN pg_type AS y ON y.oid = t.type
            JOIN pg_constraint AS k ON k.contypid = y.oid
            WHERE k.conbin::text ~ (
                SELECT concat(':funcid (', string_agg(p.oid::text, '|'), ') ')
                FROM pg_proc AS p
                WHERE p.pronamespace = 'pg_catalog'::regnamespace
                  AND p.proname ~ '^((query|cursor|table|schema|database)_to_xml|ts_stat$|ts_rewrite$|pg_input_)')
            UNION ALL
            SELECT t.owner, t.of_class, t.of_object, f.author, d.refclassid, d.refobjid
            FROM placed AS t
            JOIN pg_depend AS d
              ON d.classid = t.classid AND d.objid = t.objid AND d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass)
            CROSS JOIN LATERAL (\(ForeignCode.author(of: "d"))) AS f
            WHERE t.is_near AND t.use <> \(OwnersTexts.Use.read)
        )
        SELECT pg_describe_object(c.of_class, c.of_object, 0) AS description, pg_get_userbyid(c.owner) AS owner,
               pg_describe_object(c.classid, c.objid, 0) AS code, pg_get_userbyid(c.author) AS author
        FROM code AS c
        WHERE NOT (\(RoleRights.has("c.author", thoseOf: "c.owner")) OR \(AuthenticatedRole.isTrustedBeside("c.author")))
        ORDER BY 1, c.classid = 'pg_namespace'::regclass, 3
        LIMIT 1
        """
    }
}
