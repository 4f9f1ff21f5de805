internal import Athanor

/// Finds the functions in a view's definition whose bodies name relations or functions without a schema.
///
/// Names in the definition itself are bound when the view is created, and so are names in a body that is parsed then
/// (`BEGIN ATOMIC`, `RETURN`). A body that is a text is parsed at every refresh. Up to PostgreSQL 16, its names are
/// looked up on the `search_path` of the session that refreshes. Since PostgreSQL 17, a refresh runs with `pg_catalog,
/// pg_temp`, and so does filling a view at its creation; a name that is in neither schema causes an error. Measured on
/// 15, 16 and 18.
struct SearchPathDependences: Sendable {
    let connection: any Connection

    private struct Function {
        let view: QualifiedName
        let name: String
        let names: UnqualifiedNames
    }

    /// Returns the functions of each view, by name; no entry for a view without any.
    func functions(of views: [QualifiedName]) async throws -> [QualifiedName: [SearchPathDependence]] {
        let rows = try await connection.query(own: Self.reading, ViewNames(views).values)
        guard let version = try rows.first?["version", as: Int64.self] else { return [:] }
        let functions = try rows.map {
            Function(
                view: try ViewNames.name($0), name: try $0["function", as: String.self],
                names: UnqualifiedNames(in: try $0["body", as: String.self]))
        }
        let relations = try await meanings(
            of: functions.flatMap(\.names.relations), in: "pg_class", "rel",
            and: "x.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')")
        let routines = try await meanings(of: functions.flatMap(\.names.functions), in: "pg_proc", "pro", and: "true")
        let consequence =
            version >= 170_000
            ? "which a refresh does not find: it runs with search_path = pg_catalog, pg_temp"
            : "found by the search_path of the session that refreshes"
        return functions.reduce(into: [:]) { dependences, function in
            let names =
                function.names.relations.compactMap { relations[ExactText($0)] }
                + function.names.functions.compactMap { routines[ExactText($0)] }.map { "\($0)()" }
            guard !names.isEmpty else { return }
            dependences[function.view, default: []].append(
                SearchPathDependence(function: function.name, names: names, consequence: consequence))
        }
    }

    /// Follows the dependencies from the view's rule through plain views, operators, aggregates and parsed bodies:
    /// `pg_depend` has everything except the system's own objects. Functions of extensions are left out, since only
    /// their authors can correct them.
    private static let reading = """
        WITH RECURSIVE wanted AS MATERIALIZED (\(ViewNames.relations)),
        used (view, class, object) AS (
            SELECT v.oid, 'pg_catalog.pg_class'::pg_catalog.regclass::oid, v.oid FROM wanted AS v
            UNION
            SELECT u.view, e.class, e.object
            FROM used AS u
            CROSS JOIN LATERAL (
                SELECT d.refclassid AS class, d.refobjid AS object
                FROM pg_catalog.pg_class AS c
                JOIN pg_catalog.pg_rewrite AS w ON w.ev_class = c.oid
                JOIN pg_catalog.pg_depend AS d
                    ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
                WHERE u.class = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = u.object
                  AND (c.relkind = 'v' OR c.oid = u.view)
                UNION ALL
                SELECT d.refclassid, d.refobjid
                FROM pg_catalog.pg_depend AS d
                WHERE d.classid = u.class AND d.objid = u.object AND d.deptype = 'n'
                  AND u.class IN ('pg_catalog.pg_proc'::pg_catalog.regclass,
                                  'pg_catalog.pg_operator'::pg_catalog.regclass)
            ) AS e
            WHERE e.class IN ('pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_proc'::pg_catalog.regclass,
                              'pg_catalog.pg_operator'::pg_catalog.regclass)
        )
        SELECT v.schema, v.name,
               pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname)
                   || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' AS function,
               p.prosrc AS body, pg_catalog.current_setting('server_version_num')::integer AS version
        FROM used AS u
        JOIN wanted AS v ON v.oid = u.view
        JOIN pg_catalog.pg_proc AS p ON p.oid = u.object
        JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
        WHERE u.class = 'pg_catalog.pg_proc'::pg_catalog.regclass AND \(isReadAnew)
        ORDER BY 3
        """

    /// A condition: the function `p` has a body that is a text, sets no search path, and belongs to no extension.
    static let isReadAnew = """
        p.prolang IN (SELECT l.oid FROM pg_catalog.pg_language AS l WHERE l.lanname IN ('sql', 'plpgsql'))
            AND p.prosqlbody IS NULL
            AND NOT EXISTS (SELECT FROM pg_catalog.unnest(p.proconfig) AS s (setting)
                            WHERE s.setting LIKE 'search\\_path=%')
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS x
                            WHERE x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND x.objid = p.oid
                              AND x.deptype = 'e')
        """

    /// Returns which of some names exist in schemas of users, quoted where needed. Names that also exist in
    /// `pg_catalog` are left out, since that is searched first.
    private func meanings(
        of names: [String], in table: String, _ prefix: String, and condition: String
    ) async throws -> [ExactText: String] {
        guard !names.isEmpty else { return [:] }
        let rows = try await connection.query(
            own: """
                SELECT DISTINCT x.\(prefix)name::text AS name, pg_catalog.quote_ident(x.\(prefix)name) AS written
                FROM pg_catalog.\(table) AS x
                JOIN pg_catalog.pg_namespace AS n ON n.oid = x.\(prefix)namespace
                WHERE x.\(prefix)name = ANY ($1::pg_catalog.name[]) AND \(condition)
                  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                  AND NOT EXISTS (SELECT FROM pg_catalog.\(table) AS s
                                  WHERE s.\(prefix)namespace = 'pg_catalog'::pg_catalog.regnamespace
                                    AND s.\(prefix)name = x.\(prefix)name)
                """, [ViewNames.array(names)])
        return try rows.reduce(into: [:]) {
            $0[ExactText(try $1["name", as: String.self])] = try $1["written", as: String.self]
        }
    }
}
