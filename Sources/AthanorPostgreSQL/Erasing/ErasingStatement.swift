internal import Athanor

/// The statement that drops everything in a database except the mark, the system's objects, and ``KeptObjects``.
///
/// Objects are dropped one by one, so that schemas that are kept have the same owner and privileges as before, and so
/// that no right on the database itself is needed. The text of each statement comes from `pg_identify_object`, which
/// quotes names.
///
/// Source: PostgreSQL documentation, "Object Information and Addressing Functions" and "pg_depend".
enum ErasingStatement {
    /// Athanor's own error code: a subscription must be dropped first.
    private static let hasSubscription = "AT008"

    /// Returns the statement.
    static func statement(keeping kept: KeptObjects) -> SQLStatement {
        SQLStatement(own: SQLStatement.block(body(keeping: kept), declaring: declarations).text)
    }

    private static let declarations = """
            found record;
            what record;
        """

    private static func body(keeping kept: KeptObjects) -> String {
        """
            IF EXISTS (
                SELECT FROM pg_catalog.pg_subscription AS s
                JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid
                WHERE d.datname = pg_catalog.current_database()
            ) THEN
                RAISE EXCEPTION USING
                    ERRCODE = '\(hasSubscription)',
                    MESSAGE = 'the database has a subscription, which cannot be dropped in a transaction',
                    HINT = 'Drop it first: DROP SUBSCRIPTION name;';
            END IF;
            -- No notice for each dropped object.
            PERFORM pg_catalog.set_config('client_min_messages', 'warning', true);

            -- First what would run code, or refuse, when other objects are dropped; then extensions with their members.
            FOR found IN
                SELECT x.classid, x.objid
                FROM (
                    SELECT 1 AS place, 'pg_catalog.pg_event_trigger'::pg_catalog.regclass AS classid, t.oid AS objid
                    FROM pg_catalog.pg_event_trigger AS t
                    UNION ALL
                    SELECT 2, 'pg_catalog.pg_publication'::pg_catalog.regclass, p.oid FROM pg_catalog.pg_publication AS p
                    UNION ALL
                    SELECT 3, 'pg_catalog.pg_extension'::pg_catalog.regclass, e.oid
                    FROM pg_catalog.pg_extension AS e
                    WHERE e.extname::text <> ALL (\(array(kept.extensions)))
                    UNION ALL
                    SELECT 4, 'pg_catalog.pg_namespace'::pg_catalog.regclass, n.oid
                    FROM pg_catalog.pg_namespace AS n
                    WHERE n.nspname NOT IN ('athanor', 'information_schema') AND n.nspname !~ '^pg_'
                      AND n.nspname::text <> ALL (\(array(kept.schemas)))
                    UNION ALL
                    -- What belongs directly to a schema that stays: what depends on it normally.
                    SELECT 5, d.classid, d.objid
                    FROM pg_catalog.pg_depend AS d
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = d.refobjid
                    WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
                      AND d.objsubid = 0 AND d.deptype = 'n'
                      AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
                      AND d.classid NOT IN ('pg_catalog.pg_extension'::pg_catalog.regclass,
                                            'pg_catalog.pg_default_acl'::pg_catalog.regclass,
                                            'pg_catalog.pg_publication_namespace'::pg_catalog.regclass)
                    UNION ALL
                    \(inSystemSchema.indented(by: 12))
                    UNION ALL
                    SELECT 6, 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid FROM pg_catalog.pg_foreign_server AS s
                    UNION ALL
                    SELECT 6, 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, w.oid
                    FROM pg_catalog.pg_foreign_data_wrapper AS w
                    UNION ALL
                    SELECT 6, 'pg_catalog.pg_cast'::pg_catalog.regclass, c.oid FROM pg_catalog.pg_cast AS c
                    UNION ALL
                    SELECT 6, 'pg_catalog.pg_transform'::pg_catalog.regclass, t.oid FROM pg_catalog.pg_transform AS t
                    UNION ALL
                    SELECT 7, 'pg_catalog.pg_language'::pg_catalog.regclass, l.oid FROM pg_catalog.pg_language AS l
                    UNION ALL
                    SELECT 7, 'pg_catalog.pg_am'::pg_catalog.regclass, a.oid FROM pg_catalog.pg_am AS a
                ) AS x
                -- Not the system's own objects, which have lower OIDs than any user's (FirstNormalObjectId).
                WHERE x.objid >= 16384
                  -- Not the mark, and not what comes and goes with something else.
                  AND NOT (x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                           AND x.objid = 'athanor.disposable'::pg_catalog.regclass::pg_catalog.oid)
                  AND NOT EXISTS (
                      SELECT FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = x.classid AND d.objid = x.objid AND d.objsubid = 0 AND d.deptype IN ('e', 'i'))
                ORDER BY x.place, x.objid
            LOOP
                SELECT i.type, i.identity INTO what
                FROM pg_catalog.pg_identify_object(found.classid, found.objid, 0) AS i;
                -- An earlier statement may have dropped it.
                CONTINUE WHEN what.identity IS NULL;
                EXECUTE pg_catalog.concat('DROP ', \(named.indented(by: 12)), ' CASCADE');
            END LOOP;

            PERFORM pg_catalog.lo_unlink(l.oid) FROM pg_catalog.pg_largeobject_metadata AS l;
        """
    }

    /// A query for what is in the schema `pg_catalog`, because `pg_depend` has no rows about that schema. Only relations
    /// cannot be created there.
    ///
    /// The objects of other roles stay: they belong to those who run the server, and the role could not drop them.
    /// Collations stay too: `pg_import_system_collations` adds those of the operating system.
    private static let inSystemSchema = [
        ("pg_proc", "pronamespace", "proowner"), ("pg_type", "typnamespace", "typowner"),
        ("pg_operator", "oprnamespace", "oprowner"), ("pg_opclass", "opcnamespace", "opcowner"),
        ("pg_opfamily", "opfnamespace", "opfowner"), ("pg_conversion", "connamespace", "conowner"),
        ("pg_ts_config", "cfgnamespace", "cfgowner"), ("pg_ts_dict", "dictnamespace", "dictowner"),
        ("pg_statistic_ext", "stxnamespace", "stxowner"),
    ].map { catalog, schema, owner in
        """
        SELECT 5, 'pg_catalog.\(catalog)'::pg_catalog.regclass, o.oid FROM pg_catalog.\(catalog) AS o
        WHERE o.\(schema) = 'pg_catalog'::pg_catalog.regnamespace AND pg_catalog.pg_has_role(o.\(owner), 'USAGE')
        """
    }.joined(separator: "\nUNION ALL\n")

    private static func array(_ names: [String]) -> String {
        guard case .text(let array) = ViewNames.array(names) else { return "'{}'::text[]" }
        return PostgreSQLDialect().quoteText(array) + "::text[]"
    }

    /// An SQL expression for an object in the words of `DROP`: its kind, and its name as that command reads it.
    ///
    /// `pg_identify_object` writes most names as `DROP` reads them, but a transform as `for x on language y`, an
    /// aggregate of all rows without its asterisk, and a procedure without the OUT parameters that distinguish it.
    private static let named = """
        CASE what.type
            WHEN 'transform' THEN
                (SELECT pg_catalog.format('TRANSFORM FOR %s LANGUAGE %I', pg_catalog.format_type(t.trftype, NULL), l.lanname)
                 FROM pg_catalog.pg_transform AS t JOIN pg_catalog.pg_language AS l ON l.oid = t.trflang
                 WHERE t.oid = found.objid)
            WHEN 'procedure' THEN
                (SELECT pg_catalog.format('PROCEDURE %s(%s)', found.objid::pg_catalog.regproc,
                                          pg_catalog.pg_get_function_identity_arguments(found.objid)))
            WHEN 'aggregate' THEN
                pg_catalog.concat(
                    'AGGREGATE ',
                    CASE WHEN pg_catalog.right(what.identity, 2) = '()'
                         THEN pg_catalog.left(what.identity, -1) || '*)' ELSE what.identity END)
            ELSE
                pg_catalog.concat(
                    CASE what.type
                        WHEN 'statistics object' THEN 'STATISTICS'
                        WHEN 'composite type' THEN 'TYPE'
                        WHEN 'foreign-data wrapper' THEN 'FOREIGN DATA WRAPPER'
                        ELSE pg_catalog.upper(what.type)
                    END,
                    ' ', what.identity)
        END
        """
}
