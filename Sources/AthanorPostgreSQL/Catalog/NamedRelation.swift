internal import Athanor

/// The relation that a name finds: a table, a view, an index or the like.
struct NamedRelation: Sendable {
    let oid: Int64
    /// `table`, `view`, `materialized view` and the like.
    let kind: String

    /// `nil` when there is none.
    /// - Parameter quoted: the name in quotes; without a schema it is looked for on `search_path`.
    /// - Throws: ``DatabaseError``.
    init?(_ quoted: String, on connection: any Connection) async throws {
        let rows = try await connection.query(
            own: """
                SELECT c.oid, i.type
                FROM pg_catalog.pg_class AS c
                CROSS JOIN LATERAL pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0) AS i
                WHERE c.oid = \(SessionPath.relation("$1::text"))
                """, [.text(quoted)])
        guard let row = rows.first else { return nil }
        oid = try row.integer("oid")
        kind = try row.text("type")
    }
}
