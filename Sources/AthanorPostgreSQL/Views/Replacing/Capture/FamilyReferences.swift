internal import Athanor

/// The objects that the views of a family and their readers refer to, by identity and not by name.
///
/// A text that is parsed again finds the objects that it refers to by name. Code of another role, or another session,
/// may have put another object under that name, or added a function that fits better. So the references of the old
/// objects are saved from the catalog, and the new objects must have the same, with the new views in place of the old.
/// `pg_depend` has no rows for references to the system's own objects. If a new object refers to another object in
/// their place, it has a row for that.
///
/// The check runs before any view is filled: until then, nothing that a new object refers to has been called.
struct FamilyReferences: Sendable {
    /// The schema that each view is in when the statement runs.
    typealias Places = @Sendable (CapturedView) -> String

    let family: ViewFamily
    /// The beginning of error messages: `materialized view a.m cannot be replaced`.
    let action: String
    /// The view whose query is the revision's own; the references of that query are not compared.
    let replaced: Int64?
    /// The columns that have another name in the replaced view in the end.
    let renames: [ViewRebuild.Rename]
    /// The table that is altered while the views are dropped. A revision may then do more, for example recreate a
    /// function, so a reference may change to an object whose owner has the rights of the text's owner or is trusted.
    let altered: AlteredTable?

    /// The objects to check.
    enum Scope: Sendable {
        /// Queries, defaults, indexes and statistics of the views: everything that is created before the views are
        /// filled.
        case built
        /// All objects.
        case all
        /// One function.
        case routine(Int64)
    }

    /// Athanor's own error code: an object refers to another object than before.
    static let differ = "AT005"

    private let dialect = PostgreSQLDialect()

    init(
        _ family: ViewFamily, replaced: Int64?, renames: [ViewRebuild.Rename] = [], altered: AlteredTable? = nil,
        _ action: String
    ) {
        self.family = family
        self.replaced = replaced
        self.renames = renames
        self.altered = altered
        self.action = action
    }

    /// A statement that saves the current references of the views and of the objects that read them, until the
    /// transaction ends.
    var keeping: String {
        let reading = listing(
            .all, at: { $0.schema }, renames: [],
            readers: """
                SELECT DISTINCT d.classid, d.objid
                FROM (SELECT 'pg_catalog.pg_class'::regclass::oid AS classid, r.oid AS objid FROM relation AS r WHERE r.is_view
                      UNION ALL SELECT 'pg_catalog.pg_type'::regclass, y.oid FROM row_type AS y) AS x
                JOIN pg_catalog.pg_depend AS d ON d.refclassid = x.classid AND d.refobjid = x.objid
                """)
        // A block returns no rows, which a script would print.
        return SQLStatement.block(
            """
            PERFORM kept.* FROM (
            \(reading)
            SELECT pg_catalog.set_config('\(setting)', pg_catalog.jsonb_build_object(
                'references', (
                    SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
                               'key', f.key, 'token', f.token, 'relation', f.relation, 'object', f.object,
                               'description', pg_catalog.pg_describe_object(f.classid, f.objid, f.objsubid))), '[]')
                    FROM reference AS f),
                'columns', (
                    SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(k)), '[]') FROM column_type AS k),
                'readers', (
                    SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(x)), '[]')
                    FROM (SELECT p.classid::bigint AS classid, p.objid::bigint AS objid FROM part AS p WHERE p.is_reader) AS x)
            )::text, true)) AS kept;
            """
        ).text
    }

    /// Returns a statement that compares the references of the new objects with the saved ones, and fails if one
    /// differs. Over columns of another type, a reference may also change to an object whose owner has the rights of
    /// the text's owner or is trusted.
    /// - Parameters:
    ///   - scope: the objects to check.
    ///   - places: the schema that each view is in.
    ///   - isRenamed: whether columns have their final names.
    func checking(_ scope: Scope, at places: Places, isRenamed: Bool) -> String {
        let reading = listing(
            scope, at: places, renames: isRenamed ? renames : [],
            readers: """
                SELECT x.classid::oid AS classid, x.objid::oid AS objid
                FROM pg_catalog.jsonb_to_recordset(kept -> 'readers') AS x (classid bigint, objid bigint)
                """)
        return SQLStatement.block(
            """
                kept := nullif(pg_catalog.current_setting('\(setting)', true), '')::jsonb;
                \(reading)
                , old AS (
                    SELECT x.* FROM pg_catalog.jsonb_to_recordset(kept -> 'references')
                        AS x (key text, token text, relation text, object text, description text)
                ), loose AS (
                    -- Over columns of another type, a text may call other functions.
                    SELECT DISTINCT o.key FROM old AS o
                    WHERE \(altered != nil) OR o.relation IN (
                        SELECT k.relation
                        FROM pg_catalog.jsonb_to_recordset(kept -> 'columns') AS b (relation text, name text, type text)
                        JOIN column_type AS k ON k.relation = b.relation AND k.name = b.name
                        WHERE k.type <> b.type)
                ), difference AS (
                    SELECT f.key, NULL AS was,
                           pg_catalog.pg_describe_object(f.classid, f.objid, f.objsubid) AS becomes
                    FROM reference AS f
                    WHERE f.key IN (SELECT o.key FROM old AS o)
                      AND NOT EXISTS (SELECT FROM old AS o WHERE o.key = f.key AND o.token = f.token)
                      AND NOT (f.key IN (SELECT l.key FROM loose AS l) AND NOT EXISTS (
                          SELECT FROM (\(Self.author)) AS a (author)
                          WHERE NOT (\(RoleRights.has("a.author", thoseOf: "f.owner")) OR \(AuthenticatedRole.isTrustedBeside("a.author")))))
                    UNION ALL
                    SELECT o.key, o.description, NULL
                    FROM old AS o
                    WHERE o.key IN (SELECT f.key FROM reference AS f)
                      AND o.key NOT IN (SELECT l.key FROM loose AS l)
                      AND NOT EXISTS (SELECT FROM reference AS f WHERE f.key = o.key AND f.token = o.token)
                )
                SELECT (SELECT o.object FROM old AS o WHERE o.key = x.key LIMIT 1) AS object,
                       pg_catalog.string_agg(DISTINCT x.was, ', ') AS was,
                       pg_catalog.string_agg(DISTINCT x.becomes, ', ') AS becomes
                INTO other
                FROM difference AS x GROUP BY x.key ORDER BY x.key COLLATE "C" LIMIT 1;
                IF kept IS NULL THEN
                    RAISE EXCEPTION USING
                        ERRCODE = '\(Self.differ)', MESSAGE = 'the saved references of the views are missing from the session';
                ELSIF other.object IS NOT NULL THEN
                    RAISE EXCEPTION USING
                        ERRCODE = '\(Self.differ)',
                        MESSAGE = pg_catalog.concat(
                            other.object, ', recreated, would refer to ', coalesce(other.becomes, 'nothing'), ' and not to ',
                            coalesce(other.was, 'an object of the system'));
                END IF;
            """,
            declaring: """
                    kept jsonb;
                    other record;
                """
        ).text
    }

    /// Explains an error of ``checking(_:at:isRenamed:)``.
    static func explanation(_ action: String) -> ViewChangeStep.Explanation {
        { error in
            guard let error = error as? DatabaseFailure, error.code == differ else { return error }
            return OperationError(
                "\(action): \(error.message)",
                advice:
                    "Nothing was changed. While the views were recreated, somebody put another object under that name, or added "
                    + "one that fits better. Check who may create objects there, and run this again."
            )
        }
    }

    /// The setting that keeps the references: one for each family, since work on one may run inside work on another.
    private var setting: String { "athanor.references_\(family.views.first?.oid ?? 0)" }

    /// A query for the owner of the object of `f`, a reference, if it is a relation, function, operator or type.
    private static let author = """
        SELECT c.relowner FROM pg_catalog.pg_class AS c WHERE f.classid = 'pg_catalog.pg_class'::regclass AND c.oid = f.objid
        UNION ALL
        SELECT p.proowner FROM pg_catalog.pg_proc AS p WHERE f.classid = 'pg_catalog.pg_proc'::regclass AND p.oid = f.objid
        UNION ALL
        SELECT o.oprowner FROM pg_catalog.pg_operator AS o WHERE f.classid = 'pg_catalog.pg_operator'::regclass AND o.oid = f.objid
        UNION ALL
        SELECT y.typowner FROM pg_catalog.pg_type AS y WHERE f.classid = 'pg_catalog.pg_type'::regclass AND y.oid = f.objid
        """

    /// Returns the `WITH` clause that lists the objects of the family and their references. Each object has a key that
    /// stays the same.
    private func listing(_ scope: Scope, at places: Places, renames: [ViewRebuild.Rename], readers: String) -> String {
        func row(_ key: String, _ name: QualifiedName, isView: Bool) -> String {
            "(\(dialect.quoteText(key)), \(dialect.quoteText(dialect.quote(name))), \(isView))"
        }
        let relations =
            family.views.enumerated().map {
                row("v\($0)", QualifiedName(schema: places($1), name: $1.name), isView: true)
            } + (altered.map { [row("t", $0.name, isView: false)] } ?? [])
        let own = family.views.firstIndex { $0.oid == replaced }.map { "v\($0)" } ?? ""
        let names = renames.map { "(\(dialect.quoteText($0.to)), \(dialect.quoteText($0.from)))" }
        let name =
            names.isEmpty
            ? "a.attname::text"
            : """
            coalesce((SELECT x.former FROM (VALUES \(names.joined(separator: ", "))) AS x (name, former)
                      WHERE r.key = '\(own)' AND x.name = a.attname), a.attname::text)
            """
        return """
            WITH relation (key, oid, is_view) AS MATERIALIZED (
                SELECT x.key, pg_catalog.to_regclass(x.name)::oid, x.is_view
                FROM (VALUES \(relations.joined(separator: ", "))) AS x (key, name, is_view)
            ), row_type (key, relation, oid) AS (
                SELECT x.key, r.key, x.oid
                FROM relation AS r JOIN pg_catalog.pg_class AS c ON c.oid = r.oid JOIN pg_catalog.pg_type AS y ON y.oid = c.reltype
                CROSS JOIN LATERAL (VALUES ('row of ' || r.key, y.oid), ('rows of ' || r.key, y.typarray)) AS x (key, oid)
            ), relation_column (relation, oid, attnum, name, type) AS (
                SELECT r.key, r.oid, a.attnum, \(name), pg_catalog.concat_ws(' ', a.atttypid, a.atttypmod, a.attcollation)
                FROM relation AS r JOIN pg_catalog.pg_attribute AS a ON a.attrelid = r.oid AND NOT a.attisdropped
            ), column_type AS (
                SELECT k.relation, k.name, k.type FROM relation_column AS k WHERE k.attnum > 0
            ), part (key, classid, objid, owner, object, is_reader) AS MATERIALIZED (
            \(parts(scope, own: own, readers: readers))
            ), reference (key, token, relation, object, owner, classid, objid, objsubid) AS MATERIALIZED (
                SELECT DISTINCT p.key,
                       CASE WHEN r.key IS NOT NULL THEN pg_catalog.concat_ws('.', r.key, k.name)
                            WHEN y.key IS NOT NULL THEN y.key
                            ELSE pg_catalog.concat_ws(' ', d.refclassid::oid, d.refobjid, d.refobjsubid) END,
                       coalesce(r.key, y.relation), p.object, p.owner, d.refclassid, d.refobjid, d.refobjsubid
                FROM part AS p
                JOIN pg_catalog.pg_depend AS d ON d.classid = p.classid AND d.objid = p.objid
                LEFT JOIN relation AS r ON d.refclassid = 'pg_catalog.pg_class'::regclass AND r.oid = d.refobjid
                LEFT JOIN relation_column AS k ON k.oid = r.oid AND d.refobjsubid <> 0 AND k.attnum = d.refobjsubid
                LEFT JOIN row_type AS y ON d.refclassid = 'pg_catalog.pg_type'::regclass AND y.oid = d.refobjid
                -- Dependencies on extensions and on the object's own schema are checked elsewhere.
                WHERE d.deptype NOT IN ('x', 'e') AND d.refclassid <> 'pg_catalog.pg_namespace'::regclass
            )
            """
    }

    private func parts(_ scope: Scope, own: String, readers: String) -> String {
        func described(_ catalog: String, _ object: String) -> String {
            "pg_catalog.pg_describe_object('pg_catalog.\(catalog)'::regclass, \(object), 0)"
        }
        func ofViews(_ kind: String, _ catalog: String, _ object: String, _ key: String, from tables: String) -> String
        {
            """
                SELECT r.key || \(key), 'pg_catalog.\(catalog)'::regclass::oid, \(object), v.relowner,
                       \(described(kind == "view" ? "pg_class" : catalog, kind == "view" ? "r.oid" : object)), false
                FROM relation AS r JOIN pg_catalog.pg_class AS v ON v.oid = r.oid
                \(tables)
            """
        }
        var parts: [String] = []
        switch scope {
        case .built, .all:
            parts = [
                ofViews(
                    "view", "pg_rewrite", "w.oid", "' query'",
                    from: "JOIN pg_catalog.pg_rewrite AS w ON w.ev_class = r.oid AND w.ev_type = '1'\n    "
                        + "WHERE r.is_view AND r.key <> '\(own)'"),
                ofViews(
                    "default", "pg_attrdef", "f.oid", "' default ' || a.attname",
                    from: "JOIN pg_catalog.pg_attrdef AS f ON r.is_view AND f.adrelid = r.oid\n    "
                        + "JOIN pg_catalog.pg_attribute AS a ON a.attrelid = r.oid AND a.attnum = f.adnum"),
                ofViews(
                    "index", "pg_class", "i.indexrelid", "' index ' || x.relname",
                    from: "JOIN pg_catalog.pg_index AS i ON r.is_view AND i.indrelid = r.oid\n    "
                        + "JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid"),
                // Statistics have other names until the swap, so the key does not contain the name.
                ofViews(
                    "view", "pg_statistic_ext", "e.oid", "' statistics'",
                    from: "JOIN pg_catalog.pg_statistic_ext AS e ON r.is_view AND e.stxrelid = r.oid"),
            ]
        case .routine: break
        }
        if case .all = scope {
            parts += [
                ofViews(
                    "trigger", "pg_trigger", "t.oid", "' trigger ' || t.tgname",
                    from: "JOIN pg_catalog.pg_trigger AS t ON r.is_view AND t.tgrelid = r.oid AND NOT t.tgisinternal"),
                ofViews(
                    "rule", "pg_rewrite", "w.oid", "' rule ' || w.rulename",
                    from: "JOIN pg_catalog.pg_rewrite AS w ON r.is_view AND w.ev_class = r.oid AND w.ev_type <> '1'"),
            ]
        }
        let restriction =
            switch scope {
            case .built: ""
            case .all: "true"
            case .routine(let oid): "d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = \(oid)"
            }
        if !restriction.isEmpty {
            parts.append(
                """
                    SELECT pg_catalog.concat_ws(' ', 'reader', d.classid, d.objid), d.classid, d.objid,
                           coalesce(c.relowner, p.proowner), pg_catalog.pg_describe_object(d.classid, d.objid, 0), true
                    FROM (\(readers)) AS d
                    LEFT JOIN pg_catalog.pg_policy AS l ON d.classid = 'pg_catalog.pg_policy'::regclass AND l.oid = d.objid
                    LEFT JOIN pg_catalog.pg_rewrite AS w
                      ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND w.oid = d.objid AND w.ev_type <> '1'
                     AND w.ev_class NOT IN (SELECT r.oid FROM relation AS r WHERE r.is_view)
                    LEFT JOIN pg_catalog.pg_class AS c ON c.oid = coalesce(l.polrelid, w.ev_class)
                    LEFT JOIN pg_catalog.pg_proc AS p
                      ON d.classid = 'pg_catalog.pg_proc'::regclass AND p.oid = d.objid AND p.prosqlbody IS NOT NULL
                    WHERE \(restriction) AND coalesce(c.relowner, p.proowner) IS NOT NULL
                """)
        }
        return parts.joined(separator: "\n    UNION ALL\n")
    }
}
