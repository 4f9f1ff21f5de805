internal import Athanor

/// The relation that a name refers to, such as a table, a view or an index.
struct NamedRelation: Sendable {
    let oid: Int64
    /// The kind in PostgreSQL's words: `table`, `view`, `materialized view`.
    let kind: String

    /// Looks a name up; `nil` if no such relation exists.
    /// - Parameter quoted: the quoted name; without a schema it is looked up on `search_path`.
    /// - Throws: ``DatabaseFailure``.
    init?(_ quoted: String, on connection: any Connection) async throws {
        let rows = try await connection.query(
            own: """
                SELECT c.oid, i.type
                FROM pg_catalog.pg_class AS c
                CROSS JOIN LATERAL pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0) AS i
                WHERE c.oid = \(SessionPath.relation("$1::text"))
                """, [.text(quoted)])
        guard let row = rows.first else { return nil }
        oid = try row["oid", as: Int64.self]
        kind = try row["type", as: String.self]
    }
}
