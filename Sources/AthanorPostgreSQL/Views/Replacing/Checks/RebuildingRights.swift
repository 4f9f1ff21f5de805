internal import Athanor

/// The rights that recreating views needs: the session's role drops or alters each view and each object that reads it,
/// and finally gives it back to its owner.
enum RebuildingRights {
    /// Checks that the session's role has them, before anything is locked.
    /// - Parameters:
    ///   - views: the views that will be recreated.
    ///   - use: whether the change is made or a script is written. A role with the rights runs the script; the role
    ///     that writes it only needs to read.
    ///   - action: the beginning of error messages: `materialized view a.m cannot be replaced`.
    /// - Throws: ``OperationError`` that names the objects and their owners; ``DatabaseFailure``.
    static func check(
        _ views: [CapturedView], for use: ReplacingSession.Use = .running, _ action: String,
        on connection: any Connection
    ) async throws {
        let rows = try await connection.query(own: missing(), [.text(CapturedView.array(views.map(\.oid)))])
        let lacks = try rows.map(Lack.init).compactMap { $0.problem(for: use) }
        guard !lacks.isEmpty else { return }
        let (problems, grants) = (lacks.map(\.problem), lacks.flatMap(\.grants).unique)
        throw OperationError(
            "\(action): \(problems.joined(separator: "; "))",
            advice:
                "Nothing was changed. Objects that depend on a view are recreated with it. Have an administrator run "
                + "\(grants.joined(separator: " ")) or have the owner drop \(lacks.count == 1 ? "it" : "them") before and recreate "
                + "\(lacks.count == 1 ? "it" : "them") after.")
    }

    /// Returns a statement for a script that checks the rights of the role that runs the script.
    /// - Parameter views: an expression for the OIDs of the views.
    static func asserting(_ views: String) -> SQLStatement {
        SQLStatement.block(
            """
                SELECT x.* INTO lack FROM (
            \(missing(of: views))
                ) AS x LIMIT 1;
                IF FOUND THEN
                    RAISE EXCEPTION USING
                        ERRCODE = 'insufficient_privilege',
                        MESSAGE = concat(
                            lack.description,
                            CASE WHEN lack.has_owners_rights
                                 THEN concat(' is in schema ', lack.schema, ', in which role ', lack.role, ' may not create')
                                 ELSE concat(' belongs to role ', lack.owner, ', whose rights role ', lack.role, ' does not have') END),
                        HINT = 'Objects that depend on a view are recreated with it. Run this script as a role that has these rights.';
                END IF;
            """, declaring: "    lack record;")
    }

    /// The rights on one object that the session's role lacks.
    private struct Lack {
        let description: String
        let owner: String
        let role: String
        let hasOwnersRights: Bool
        /// Whether it is a member of the owner's role, and has the rights only after SET ROLE.
        let isMember: Bool
        let saysHowMembersInherit: Bool
        /// The statement that makes the session's role its owner; `nil` if the owner's role can be granted to the
        /// session's role.
        let giving: String?
        /// Missing privileges on the schema of a recreated object.
        let onSchema: [Privilege]

        /// A missing privilege.
        struct Privilege {
            let name: String
            let schema: String
            /// Whether it comes with the owner's rights.
            let comesWithOwner: Bool
        }

        init(_ row: ResultRow) throws {
            description = try row["description", as: String.self]
            owner = try row["owner", as: String.self]
            role = try row["role", as: String.self]
            hasOwnersRights = try row["has_owners_rights", as: Bool.self]
            isMember = try row["is_member", as: Bool.self]
            saysHowMembersInherit = try row["says_how_members_inherit", as: Bool.self]
            giving = try row["giving", as: String?.self]
            let schema = try row["schema", as: String?.self] ?? ""
            onSchema = try ["USAGE", "CREATE"].filter { try row["lacks_\($0.lowercased())", as: Bool.self] }.map {
                Privilege(
                    name: $0, schema: schema,
                    comesWithOwner: try row["\($0.lowercased())_comes_with_owner", as: Bool.self])
            }
        }

        func problem(for use: ReplacingSession.Use) -> (problem: String, grants: [String])? {
            switch use {
            case .writingScript: lacking(onSchema.filter { $0.name == "USAGE" })
            case .running where hasOwnersRights: lacking(onSchema)
            case .running:
                (
                    "\(description) belongs to role \(owner), whose rights role \(role) does not have",
                    [membership] + granting(onSchema.filter { giving != nil || !$0.comesWithOwner })
                )
            }
        }

        private func lacking(_ privileges: [Privilege]) -> (problem: String, grants: [String])? {
            guard let schema = privileges.first?.schema else { return nil }
            let names = privileges.map(\.name).joined(separator: " and no ")
            return (
                "\(description) is in schema \(schema), on which role \(role) has no \(names) privilege",
                granting(privileges)
            )
        }

        private func granting(_ privileges: [Privilege]) -> [String] {
            let dialect = PostgreSQLDialect()
            return privileges.map {
                "GRANT \($0.name) ON SCHEMA \(dialect.quote($0.schema)) TO \(dialect.quote(role));"
            }
        }

        private var membership: String {
            let dialect = PostgreSQLDialect()
            let (owner, role) = (dialect.quote(owner), dialect.quote(role))
            // Two roles cannot be members of each other.
            if let giving { return giving }
            return switch (saysHowMembersInherit, isMember) {
            case (true, _): "GRANT \(owner) TO \(role) WITH INHERIT TRUE, SET TRUE;"
            case (false, true): "ALTER ROLE \(role) INHERIT;"
            case (false, false): "GRANT \(owner) TO \(role);"
            }
        }
    }

    /// A query for missing rights. Dropping and altering need the owner's rights without SET ROLE; giving an object
    /// back needs the right to become the owner. Rights on a schema that come with the owner's rights need no separate
    /// grant.
    ///
    /// Source: PostgreSQL documentation, "ALTER MATERIALIZED VIEW", "ALTER VIEW" and "GRANT".
    private static func missing(of views: String = "$1::oid[]") -> String {
        """
        WITH \(OwnersTexts.texts(of: views, replaced: "0::oid")), object (class, oid, owner, schema) AS (
            SELECT 'pg_class'::regclass::oid, c.oid, c.relowner, c.relnamespace FROM pg_class AS c WHERE c.oid = ANY (\(views))
            UNION
            SELECT 'pg_statistic_ext'::regclass, e.oid, e.stxowner, e.stxnamespace
            FROM pg_statistic_ext AS e WHERE e.stxrelid = ANY (\(views))
            UNION
            -- Objects that read the views stay in their schemas.
            SELECT t.of_class, t.of_object, t.owner, NULL
            FROM text AS t
            WHERE t.view = 0 AND NOT EXISTS (SELECT FROM pg_rewrite AS r
                                             WHERE t.of_class = 'pg_rewrite'::regclass AND r.oid = t.of_object
                                               AND r.ev_class = ANY (\(views)))
        ), session (role, says_how_members_inherit) AS (
            SELECT current_user, current_setting('server_version_num')::int4 >= 160000
        ), looked AS (
            SELECT o.*, pg_describe_object(o.class, o.oid, 0) AS description, s.role, s.says_how_members_inherit,
                   pg_has_role(s.role, o.owner, 'USAGE')
                       AND pg_has_role(s.role, o.owner, CASE WHEN s.says_how_members_inherit THEN 'SET' ELSE 'MEMBER' END)
                       AS has_owners_rights,
                   pg_has_role(s.role, o.owner, 'MEMBER') AS is_member,
                   coalesce(NOT has_schema_privilege(s.role, o.schema, 'USAGE'), false) AS lacks_usage,
                   coalesce(NOT has_schema_privilege(s.role, o.schema, 'CREATE'), false)
                       AND o.schema IS NOT NULL AS lacks_create
            FROM object AS o CROSS JOIN session AS s
        )
        SELECT l.description, pg_get_userbyid(l.owner) AS owner, n.nspname AS schema,
               CASE WHEN pg_has_role(l.owner, l.role, 'MEMBER') THEN format(
                   'ALTER %s OWNER TO %I;',
                   CASE l.class
                       WHEN 'pg_class'::regclass THEN (
                           SELECT format('%s %I.%I', CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END, n.nspname, c.relname)
                           FROM pg_class AS c WHERE c.oid = l.oid)
                       WHEN 'pg_statistic_ext'::regclass THEN (
                           SELECT format('STATISTICS %I.%I', n.nspname, e.stxname) FROM pg_statistic_ext AS e WHERE e.oid = l.oid)
                       WHEN 'pg_proc'::regclass THEN format('ROUTINE %s', l.oid::regprocedure)
                       ELSE (
                           SELECT format('TABLE %s', coalesce(p.polrelid, r.ev_class)::regclass)
                           FROM (SELECT l.oid) AS x (oid)
                           LEFT JOIN pg_policy AS p ON l.class = 'pg_policy'::regclass AND p.oid = x.oid
                           LEFT JOIN pg_rewrite AS r ON l.class = 'pg_rewrite'::regclass AND r.oid = x.oid)
                   END, l.role) END AS giving,
               l.role, l.has_owners_rights, l.is_member, l.says_how_members_inherit, l.lacks_usage, l.lacks_create,
               coalesce(has_schema_privilege(l.owner, l.schema, 'USAGE'), true) AS usage_comes_with_owner,
               coalesce(has_schema_privilege(l.owner, l.schema, 'CREATE'), true) AS create_comes_with_owner
        FROM looked AS l LEFT JOIN pg_namespace AS n ON n.oid = l.schema
        WHERE NOT l.has_owners_rights OR l.lacks_usage OR l.lacks_create
        ORDER BY array_position(\(views), l.oid), l.description COLLATE "C"
        """
    }
}

extension [String] {
    /// Removes duplicates, in order of first appearance.
    fileprivate var unique: [String] {
        reduce(into: []) { if !$0.exact.contains(ExactText($1)) { $0.append($1) } }
    }
}
