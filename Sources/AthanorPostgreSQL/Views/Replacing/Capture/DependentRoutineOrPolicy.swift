internal import Athanor
internal import Foundation

/// An object other than a view that reads views of a family and keeps its identity when they are replaced: a policy or
/// a rule of another relation, or a function whose body the server has parsed (`BEGIN ATOMIC`).
struct DependentRoutineOrPolicy: Sendable, Hashable {
    let oid: Int64
    /// The object, as messages name it: `policy p on public.t`.
    let description: String
    /// Whether it is a function or a procedure, and not a policy or a rule.
    let isRoutine: Bool
    /// The owner, with whose rights its text is parsed.
    let owner: String
    /// The schema that contains it.
    let schema: String
    /// The statement that restores its definition. Names have schemas where the search path required it when the
    /// definition was read.
    let defining: String
    /// The statement that gives it a definition without the views, for the time in which they are dropped.
    let blanking: String
    /// Statements that restore its dependence on extensions (`DEPENDS ON EXTENSION`), which a new definition loses.
    let depending: [String]
}

extension DependentRoutineOrPolicy {
    /// Returns the objects that read any of the given views. Deparsed texts follow the current search path.
    /// - Throws: ``DatabaseFailure``.
    static func all(of views: [Int64], on connection: any Connection) async throws -> [DependentRoutineOrPolicy] {
        let catalog = CatalogOfReaders(views: "$1::oid[]", deparsed: SessionPath.evaluating)
        let views: [Value] = [.text(CapturedView.array(views))]
        var readers: [DependentRoutineOrPolicy] = []
        for (query, isRoutine) in [(catalog.policies, false), (catalog.rules, false), (catalog.functions, true)] {
            for row in try await connection.query(own: query, views) {
                readers.append(
                    DependentRoutineOrPolicy(
                        oid: try row["oid", as: Int64.self], description: try row["description", as: String.self],
                        isRoutine: isRoutine,
                        owner: try row["owner", as: String.self],
                        schema: try row["schema", as: String.self], defining: try row["defining", as: String.self],
                        blanking: try row["blanking", as: String.self],
                        depending: try JSONDecoder().decode(
                            [String].self, from: Data(try row["depending", as: String.self].utf8))))
            }
        }
        return readers
    }

    /// Returns the statements that restore its definition, for when the views are in place again. The references of a
    /// function are checked right after, since code of another role that runs next may call it.
    func returning(in workshop: Workshop, _ references: FamilyReferences) -> [String] {
        [workshop.running(defining, as: owner, about: schema)]
            + (isRoutine ? [references.checking(.routine(oid), at: { $0.schema }, isRenamed: true)] : [])
            + depending.map { workshop.running($0, as: owner, about: schema) }
    }

    /// Returns a query for the definitions and owners of the objects that read any of the given views, in one column
    /// `text`. A script compares them with those that it was written from. Deparsed texts follow the current search
    /// path.
    /// - Parameter views: an SQL expression for the array of the views' OIDs.
    static func definitions(_ views: String) -> String {
        let catalog = CatalogOfReaders(views: views) { $0 }
        return [catalog.policies, catalog.rules, catalog.functions].map { readers in
            """
            SELECT pg_catalog.jsonb_build_array(r.description, r.owner, r.defining, r.depending)::text AS text
            FROM (
            \(readers)
            ) AS r
            """
        }.joined(separator: "\nUNION ALL\n")
    }
}

/// Queries for the objects other than views that read views.
private struct CatalogOfReaders {
    /// An SQL expression for the array of the views' OIDs.
    let views: String
    /// Returns an expression that deparses under the wanted search path.
    let deparsed: (String) -> String

    /// A condition: a row of a catalog depends on one of the views, or on the row type of one.
    private func reading(_ catalog: String, _ row: String) -> String {
        """
        EXISTS (
            SELECT FROM pg_catalog.pg_depend AS d
            LEFT JOIN pg_catalog.pg_type AS t ON d.refclassid = 'pg_type'::regclass AND t.oid = d.refobjid
            LEFT JOIN pg_catalog.pg_type AS e ON e.typarray = t.oid
            WHERE d.classid = '\(catalog)'::regclass AND d.objid = \(row).oid
              AND (d.refclassid = 'pg_class'::regclass AND d.refobjid = ANY (\(views))
                   OR coalesce(nullif(t.typrelid, 0), e.typrelid) = ANY (\(views))))
        """
    }

    var policies: String {
        """
        SELECT p.oid::bigint AS oid, 'policy ' || p.polname || ' on ' || n.nspname || '.' || c.relname AS description,
               pg_get_userbyid(c.relowner) AS owner, n.nspname AS schema,
               x.opening || coalesce(' USING (' || \(deparsed("pg_get_expr(p.polqual, p.polrelid)")) || ')', '')
                   || coalesce(' WITH CHECK (' || \(deparsed("pg_get_expr(p.polwithcheck, p.polrelid)")) || ')', '')
                   AS defining,
               x.opening || CASE WHEN p.polqual IS NULL THEN '' ELSE ' USING (false)' END
                   || CASE WHEN p.polwithcheck IS NULL THEN '' ELSE ' WITH CHECK (false)' END AS blanking,
               '[]' AS depending
        FROM pg_catalog.pg_policy AS p
        JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL (
            SELECT format('ALTER POLICY %I ON %I.%I', p.polname, n.nspname, c.relname) AS opening) AS x
        WHERE \(reading("pg_policy", "p"))
        ORDER BY n.nspname, c.relname, p.polname
        """
    }

    var rules: String {
        """
        SELECT r.oid::bigint AS oid, 'rule ' || r.rulename || ' on ' || n.nspname || '.' || c.relname AS description,
               pg_get_userbyid(c.relowner) AS owner, n.nspname AS schema,
               'CREATE OR REPLACE ' || substr(\(deparsed("pg_get_ruledef(r.oid)")), 8) AS defining,
               format('CREATE OR REPLACE RULE %I AS ON %s TO %I.%I DO INSTEAD NOTHING', r.rulename,
                      CASE r.ev_type WHEN '2' THEN 'UPDATE' WHEN '3' THEN 'INSERT' ELSE 'DELETE' END,
                      n.nspname, c.relname) AS blanking,
               '[]' AS depending
        FROM pg_catalog.pg_rewrite AS r
        JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE r.ev_type <> '1' AND r.ev_class <> ALL (\(views))
          AND \(reading("pg_rewrite", "r"))
        ORDER BY n.nspname, c.relname, r.rulename
        """
    }

    /// With `check_function_bodies` off, a body in quotes is not parsed before the function is called, so an empty body
    /// replaces one that reads views.
    var functions: String {
        """
        SELECT p.oid::bigint AS oid, CASE p.prokind WHEN 'p' THEN 'procedure ' ELSE 'function ' END || f.name AS description,
               pg_get_userbyid(p.proowner) AS owner, (SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.oid = p.pronamespace) AS schema,
               f.definition AS defining,
               left(f.definition, -length(f.body) - 1) || ' AS ''''' AS blanking,
               (SELECT coalesce(json_agg(format('ALTER ROUTINE %I.%I(%s) DEPENDS ON EXTENSION %I', n.nspname, p.proname,
                                                a.types, e.extname) ORDER BY e.extname), '[]')::text
                FROM pg_catalog.pg_depend AS d
                JOIN pg_catalog.pg_extension AS e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
                CROSS JOIN LATERAL (
                    SELECT string_agg(format('%I.%I', s.nspname, t.typname), ', ' ORDER BY u.place)
                    FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS u (type, place)
                    JOIN pg_catalog.pg_type AS t ON t.oid = u.type
                    JOIN pg_catalog.pg_namespace AS s ON s.oid = t.typnamespace) AS a (types)
                WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'x') AS depending
        FROM pg_catalog.pg_proc AS p
        CROSS JOIN LATERAL (
            SELECT \(deparsed("p.oid::regprocedure::text")), \(deparsed("pg_get_functiondef(p.oid)")),
                   \(deparsed("pg_get_function_sqlbody(p.oid)"))
        ) AS f (name, definition, body)
        WHERE p.prosqlbody IS NOT NULL
          AND \(reading("pg_proc", "p"))
        ORDER BY p.oid
        """
    }
}
