internal import Athanor

/// A schema that an administrator provides for building (`athanor_building_1`), for a role that may not create schemas.
///
/// An object in it can capture a name in the texts of new views, and every role with CREATE on it can put one there. So
/// the schema must be empty, and only trusted roles and roles with the rights of the session's role may own it or
/// create in it.
struct KeptSchema: Sendable {
    let name: String
    /// Why it cannot be used; `nil` when it can.
    let objection: String?

    /// Returns the schemas on which the role has CREATE and USAGE, ordered by name.
    /// - Throws: ``DatabaseFailure``.
    static func all(on connection: any Connection) async throws -> [KeptSchema] {
        try await find(nil, on: connection)
    }

    /// Returns the schema of a name; `nil` if the role lacks CREATE or USAGE on it, or if it does not exist.
    /// - Throws: ``DatabaseFailure``.
    static func named(_ name: String, on connection: any Connection) async throws -> KeptSchema? {
        try await find(name, on: connection).first
    }

    private static func find(_ name: String?, on connection: any Connection) async throws -> [KeptSchema] {
        try await connection.query(
            own: """
                SELECT n.nspname AS name,
                       CASE WHEN NOT \(has("n.nspowner"))
                            THEN 'it belongs to role ' || pg_catalog.pg_get_userbyid(n.nspowner)
                            WHEN p.grantee IS NOT NULL
                            THEN CASE p.grantee WHEN 0 THEN 'everybody'
                                                ELSE 'role ' || pg_catalog.pg_get_userbyid(p.grantee) END || ' may create in it'
                            WHEN o.description IS NOT NULL THEN 'it is not empty: ' || o.description
                       END AS objection
                FROM pg_catalog.pg_namespace AS n
                LEFT JOIN LATERAL (
                    SELECT a.grantee FROM pg_catalog.aclexplode(n.nspacl) AS a
                    WHERE a.privilege_type = 'CREATE' AND (a.grantee = 0 OR NOT \(has("a.grantee")))
                    ORDER BY a.grantee LIMIT 1
                ) AS p ON true
                LEFT JOIN LATERAL (
                    SELECT pg_catalog.pg_describe_object(d.classid, d.objid, 0) AS description
                    FROM pg_catalog.pg_depend AS d
                    WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.refobjid = n.oid
                      AND d.classid <> 'pg_catalog.pg_default_acl'::pg_catalog.regclass
                    ORDER BY 1 LIMIT 1
                ) AS o ON true
                WHERE n.nspname ~ '^athanor_building_[0-9]+$' AND ($1::text IS NULL OR n.nspname = $1::text)
                  AND pg_catalog.has_schema_privilege(n.oid, 'CREATE') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                ORDER BY n.nspname
                """, [Value(name)]
        ).map { KeptSchema(name: try $0["name", as: String.self], objection: try $0["objection", as: String?.self]) }
    }

    /// A condition: a role has the rights of the session's role, owns the database, or is named as trusted.
    private static func has(_ role: String) -> String {
        "(\(RoleRights.has(role, thoseOf: "current_user::pg_catalog.name")) OR \(AuthenticatedRole.isTrustedBeside(role)))"
    }
}
