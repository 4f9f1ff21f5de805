internal import Athanor

/// Finds changes that would allow a concurrent refresh.
struct RefreshRemedies: Sendable {
    private let indexes: [QualifiedName: [UniqueIndex]]
    private let columns: [QualifiedName: [Column]]

    /// Reads the columns and unique indexes of views whose concurrent refresh may have to be refused, in two round
    /// trips; in none if there are no such views.
    /// - Throws: ``DatabaseFailure``.
    static func read(for views: [QualifiedName], on connection: any Connection) async throws -> RefreshRemedies {
        guard !views.isEmpty else { return RefreshRemedies(indexes: [:], columns: [:]) }
        let columns = try await connection.query(own: reading, ViewNames(views).values)
        let names = try columns.reduce(into: [Int64: QualifiedName]()) {
            $0[try $1["view", as: Int64.self]] = try ViewNames.name($1)
        }
        let indexes = try await PostgreSQLMaterializedViews(connection: connection).uniqueIndexes(withOID: .null)
        return RefreshRemedies(
            indexes: indexes.reduce(into: [:]) { if let name = names[$1.key] { $0[name] = $1.value } },
            columns: try columns.reduce(into: [:]) {
                guard let name = try $1["column", as: String?.self] else { return }
                $0[try ViewNames.name($1), default: []].append(
                    Column(name: name, isUnique: try $1["is_unique", as: Bool.self]))
            })
    }

    /// Returns the refusal for a view that is not populated.
    func refusingUnpopulated(_ view: MaterializedView) -> RefreshRefusal {
        var note = "The first refresh is plain, and no reader waits for it: there is nothing to read yet."
        if case .missing(let unusable) = view.uniqueKey {
            let next = refusing(view, unusable)
            note = "It also has no usable unique index; then: \(next.remedy)"
        }
        return RefreshRefusal(
            reason: .notPopulated, remedy: "REFRESH MATERIALIZED VIEW \(PostgreSQLDialect().quote(view.name))",
            note: note)
    }

    /// Returns the refusal for a view without a usable unique index.
    func refusing(_ view: MaterializedView, _ unusable: [UnusableIndex]) -> RefreshRefusal {
        let reason = RefreshRefusal.Reason.noUniqueIndex(unusable)
        let dialect = PostgreSQLDialect()
        if let invalid = unusable.first(where: { $0.reason == .invalid }) {
            let index = dialect.quote(QualifiedName(schema: view.name.schema, name: invalid.index))
            return RefreshRefusal(
                reason: reason, remedy: "REINDEX INDEX CONCURRENTLY \(index)",
                note:
                    "Run it outside transactions. It fails if two rows of the view have the same key, and names the key. A "
                    + "plain refresh rebuilds the index too, once the definition gives each key once.")
        }
        func creation(on columns: [String]) -> String {
            "CREATE UNIQUE INDEX ON \(dialect.quote(view.name)) (\(columns.map(dialect.quote).joined(separator: ", ")))"
        }
        for index in indexes[view.name] ?? [] where index.unusable == .partial && !index.hasExpression {
            return RefreshRefusal(
                reason: reason, remedy: creation(on: index.columns),
                note: "\(index.name) has the same columns, but covers only some rows; all rows must differ in them.")
        }
        let columns = columns[view.name] ?? []
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

    /// PostgreSQL's limit for an index.
    private static let mostColumns = 32

    private struct Column {
        let name: String
        /// Whether, by the statistics, no value occurs twice and none is NULL.
        let isUnique: Bool
    }

    /// A query for the columns that a unique index can be on: columns of sortable types. A view without such columns
    /// gives one row without a column.
    private static let reading = """
        SELECT v.oid::bigint AS view, v.schema, v.name, k.name AS column, k.is_unique
        FROM (\(ViewNames.relations)) AS v
        LEFT JOIN LATERAL (
            SELECT a.attnum, a.attname AS name, coalesce(s.n_distinct = -1 AND s.null_frac = 0, false) AS is_unique
            FROM pg_catalog.pg_attribute AS a
            JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
            LEFT JOIN pg_catalog.pg_stats AS s
                   ON s.schemaname = v.schema AND s.tablename = v.name AND s.attname = a.attname
            WHERE a.attrelid = v.oid AND a.attnum > 0 AND NOT a.attisdropped
              AND (coalesce(b.typcategory, t.typcategory) IN ('A', 'E', 'R', 'S')
                   OR coalesce(b.typtype, t.typtype) IN ('c', 'e', 'm', 'r')
                   OR EXISTS (SELECT FROM pg_catalog.pg_opclass AS o
                              JOIN pg_catalog.pg_am AS m ON m.oid = o.opcmethod AND m.amname = 'btree'
                              WHERE o.opcdefault AND o.opcintype = coalesce(b.oid, t.oid)))
        ) AS k ON true
        ORDER BY v.oid, k.attnum
        """
}
