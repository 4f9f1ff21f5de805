internal import Athanor

/// Finds what would make a concurrent refresh possible.
struct RefreshRemedies: Sendable {
    let connection: any Connection

    /// The refusal for a view that holds no data.
    func refusingUnpopulated(_ view: MaterializedView) async throws -> RefreshRefusal {
        var note = "The first refresh is plain, and no reader waits for it: there is nothing to read yet."
        if case .missing(let unusable) = view.uniqueKey {
            let next = try await refusing(view, unusable)
            note = "It has no unique index that would do either; then: \(next.remedy)"
        }
        return RefreshRefusal(
            reason: .notPopulated, remedy: "REFRESH MATERIALIZED VIEW \(PostgreSQLDialect().quote(view.name))",
            note: note)
    }

    /// The refusal for a view without a unique index that would do.
    func refusing(_ view: MaterializedView, _ unusable: [UnusableIndex]) async throws -> RefreshRefusal {
        let reason = RefreshRefusal.Reason.noUniqueIndex(unusable)
        let dialect = PostgreSQLDialect()
        if let invalid = unusable.first(where: { $0.reason == .invalid }) {
            let index = dialect.quote(QualifiedName(schema: view.name.schema, name: invalid.index))
            return RefreshRefusal(
                reason: reason, remedy: "REINDEX INDEX CONCURRENTLY \(index)",
                note:
                    "It runs outside of a transaction. If rows of the view have the same key it fails and says which; a "
                    + "plain refresh brings the index back too, once the definition gives each key once.")
        }
        func creation(on columns: [String]) -> String {
            "CREATE UNIQUE INDEX ON \(dialect.quote(view.name)) (\(columns.map(dialect.quote).joined(separator: ", ")))"
        }
        for index in try await indexes(of: view.name) where index.unusable == .partial && !index.hasExpression {
            return RefreshRefusal(
                reason: reason, remedy: creation(on: index.columns),
                note: "\(index.name) is on the same columns, for some of the rows; all rows must differ in them.")
        }
        let columns = try await columns(of: view.name)
        if let unique = columns.first(where: \.isUnique) {
            return RefreshRefusal(
                reason: reason, remedy: creation(on: [unique.name]),
                note:
                    "By the statistics, rows differ in \(dialect.quote(unique.name)); the statement fails if two do not."
            )
        }
        guard !columns.isEmpty else {
            return RefreshRefusal(
                reason: reason, remedy: "REFRESH MATERIALIZED VIEW \(dialect.quote(view.name))",
                note: "The view has no column that could be in a unique index, so it can only be refreshed plainly.")
        }
        return RefreshRefusal(
            reason: reason, remedy: creation(on: Array(columns.map(\.name).prefix(Self.mostColumns))),
            note: columns.count == 1
                ? "The statement fails if two rows have the same value."
                : "Name only the columns that tell the rows apart: a short index is cheaper with every refresh.")
    }

    /// No index has more.
    private static let mostColumns = 32

    private func indexes(of view: QualifiedName) async throws -> [UniqueIndex] {
        let row = try await connection.query(
            own: "SELECT \(PostgreSQLMaterializedViews.oid)::bigint AS oid", PostgreSQLMaterializedViews.values(view)
        ).first
        guard let oid = try row?.integerIfAny("oid") else { return [] }
        return try await PostgreSQLMaterializedViews(connection: connection).uniqueIndexes(withOID: .integer(oid))[oid]
            ?? []
    }

    private struct Column {
        let name: String
        /// Whether the statistics have seen no value twice, and no NULL.
        let isUnique: Bool
    }

    /// The columns that a unique index can be on: those of types that can be sorted.
    private func columns(of view: QualifiedName) async throws -> [Column] {
        try await connection.query(
            own: """
                SELECT a.attname AS name, coalesce(s.n_distinct = -1 AND s.null_frac = 0, false) AS is_unique
                FROM pg_catalog.pg_attribute AS a
                JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
                LEFT JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
                LEFT JOIN pg_catalog.pg_stats AS s
                       ON s.schemaname = $1::text AND s.tablename = $2::text AND s.attname = a.attname
                WHERE a.attrelid = \(PostgreSQLMaterializedViews.oid) AND a.attnum > 0 AND NOT a.attisdropped
                  AND (coalesce(b.typcategory, t.typcategory) IN ('A', 'E', 'R', 'S')
                       OR coalesce(b.typtype, t.typtype) IN ('c', 'e', 'm', 'r')
                       OR EXISTS (SELECT FROM pg_catalog.pg_opclass AS o
                                  JOIN pg_catalog.pg_am AS m ON m.oid = o.opcmethod AND m.amname = 'btree'
                                  WHERE o.opcdefault AND o.opcintype = coalesce(b.oid, t.oid)))
                ORDER BY a.attnum
                """, PostgreSQLMaterializedViews.values(view)
        ).map { Column(name: try $0.text("name"), isUnique: try $0.boolean("is_unique")) }
    }
}
