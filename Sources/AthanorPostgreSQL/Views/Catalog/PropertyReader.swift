internal import Athanor

/// Reads the properties of a view that a list of views does not show.
struct PropertyReader {
    let view: QualifiedName
    let connection: any Connection

    func properties() async throws -> ViewProperties {
        let values: [Value] = [Value(view.schema), .text(view.name)]
        let facts = try await connection.query(
            own: """
                SELECT pg_catalog.pg_get_userbyid(c.relowner) AS owner,
                       pg_catalog.obj_description(c.oid, 'pg_class') AS comment
                FROM pg_catalog.pg_class AS c
                WHERE c.oid = \(Self.oid)
                """, values
        ).first
        let columns = try await connection.query(
            own: """
                SELECT a.attname AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
                       pg_catalog.col_description(a.attrelid, a.attnum) AS comment
                FROM pg_catalog.pg_attribute AS a
                WHERE a.attrelid = \(Self.oid) AND a.attnum > 0 AND NOT a.attisdropped
                ORDER BY a.attnum
                """, values)
        return ViewProperties(
            columns: try columns.map {
                ViewProperties.Column(
                    name: try $0["name", as: String.self], type: try $0["type", as: String.self],
                    comment: try $0["comment", as: String?.self])
            },
            owner: try facts?["owner", as: String?.self], comment: try facts?["comment", as: String?.self],
            grants: try await grants(values))
    }

    /// Returns the privileges, without the owner's.
    private func grants(_ values: [Value]) async throws -> [ViewProperties.Grant] {
        let rows = try await connection.query(
            own: """
                SELECT CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(g.grantee) END AS grantee,
                       g.privilege_type AS privilege, p.column, g.is_grantable AS grantable
                FROM (
                    SELECT c.relacl AS privileges, c.relowner AS owner, NULL::text AS column, 0 AS place
                    FROM pg_catalog.pg_class AS c
                    WHERE c.oid = \(Self.oid)
                    UNION ALL
                    SELECT a.attacl, c.relowner, a.attname::text, a.attnum
                    FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
                    WHERE a.attrelid = \(Self.oid) AND a.attnum > 0 AND NOT a.attisdropped
                ) AS p
                CROSS JOIN LATERAL pg_catalog.aclexplode(p.privileges) AS g
                WHERE g.grantee <> p.owner
                ORDER BY 1, p.place, 2
                """, values)
        return try rows.map {
            ViewProperties.Grant(
                grantee: try $0["grantee", as: String.self], privilege: try $0["privilege", as: String.self],
                column: try $0["column", as: String?.self], isGrantable: try $0["grantable", as: Bool.self])
        }
    }

    private static let oid = PostgreSQLMaterializedViews.oid
}
