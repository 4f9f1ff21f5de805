package import Athanor
internal import Foundation

extension PostgreSQLMaterializedViews {
    /// Returns what the table `athanor.views` records about the existing materialized views. The result is empty if the
    /// table is missing or the role may not read it; it has no targets if the table has a format without them.
    /// - Throws: ``DatabaseFailure``, also when the metadata tables cannot be trusted.
    package func noted() async throws -> [QualifiedName: NotedView] {
        let record = try await ViewRecord.read(on: connection)
        guard record.isReadable, record.exists else { return [:] }
        let dialect = PostgreSQLDialect()
        // If the role may not read which cluster this is, the row may be about another view of that name.
        let isTheSame =
            record.mayTellPlace
            ? "o.definition <> '' AND o.noted_at > '-infinity' AND o.relation = \(NotingViews.relation) || c.oid"
            : "false"
        let rows = try await connection.query(
            own: """
                SELECT o.schema, o.name, \(record.hasTargets ? "o.refresh" : "NULL::text") AS target,
                       CASE WHEN \(isTheSame) THEN \(dialect.iso8601("o.noted_at")) END AS made_at
                FROM \(dialect.name(of: .views)) AS o
                JOIN pg_catalog.pg_namespace AS n ON n.nspname = o.schema
                JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = o.name AND c.relkind = 'm'
                """)
        return try rows.reduce(into: [:]) { noted, row in
            noted[QualifiedName(schema: try row["schema", as: String.self], name: try row["name", as: String.self])] =
                NotedView(
                    madeAt: try row["made_at", as: String?.self].flatMap(Self.moment),
                    target: try row["target", as: String?.self])
        }
    }

    private static func moment(_ text: String) -> Date? {
        try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
