internal import Athanor

/// The relation that a name in `CREATE OR REPLACE` refers to: the one in the schema where a new one would be created.
/// For a name without a schema, that is the first schema of the search path that exists, as for PostgreSQL's own
/// `CREATE OR REPLACE VIEW`.
enum CreationPlace: Sendable {
    /// A relation of that name exists.
    case taken(oid: Int64, name: QualifiedName, kind: String)
    /// No relation of that name exists.
    /// - Parameters:
    ///   - name: the name with the schema where it would be created; without a schema if the search path has none.
    ///   - later: the materialized view of that name in a later schema of the search path.
    case free(QualifiedName, later: QualifiedName?)

    /// Looks a name up under the session's search path.
    /// - Throws: ``DatabaseFailure``.
    init(of name: QualifiedName, on connection: any Connection) async throws {
        // One round trip looks in the schemas of the session's path, or only in the name's own schema if it has one.
        let schema = "coalesce($2::text, \(SessionPath.evaluating("pg_catalog.current_schema()")))"
        let later =
            "CASE WHEN $2::text IS NULL THEN \(SessionPath.evaluating("pg_catalog.current_schemas(false)")) END"
        let rows = try await connection.query(
            own: """
                SELECT s.schema, c.oid::bigint AS oid, c.relkind::text AS kind, f.schema AS later
                FROM (SELECT (\(schema))::text AS schema OFFSET 0) AS s
                LEFT JOIN pg_catalog.pg_namespace AS n ON n.nspname = s.schema
                LEFT JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = $1::text
                LEFT JOIN (
                    SELECT n.nspname::text AS schema
                    FROM pg_catalog.unnest(\(later)) WITH ORDINALITY AS p (name, place)
                    JOIN pg_catalog.pg_namespace AS n ON n.nspname = p.name
                    JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid
                    WHERE c.relname = $1::text AND c.relkind = 'm'
                    ORDER BY p.place
                    LIMIT 1
                ) AS f ON c.oid IS NULL
                """, [.text(name.name), Value(name.schema)])
        guard let row = rows.first else { throw RowError.noColumn("schema", available: []) }
        let place = QualifiedName(schema: try row["schema", as: String?.self], name: name.name)
        if let oid = try row["oid", as: Int64?.self] {
            self = .taken(oid: oid, name: place, kind: try row["kind", as: String.self])
        } else {
            self = .free(
                place, later: try row["later", as: String?.self].map { QualifiedName(schema: $0, name: name.name) })
        }
    }
}
