internal import Athanor

/// The properties of a materialized view's unique index that matter for a concurrent refresh.
struct UniqueIndex {
    let name: String
    /// The key columns, in order, without the columns of `INCLUDE`.
    var columns: [String]
    /// Why a concurrent refresh cannot use it; `nil` when it can.
    let unusable: UnusableIndex.Reason?

    /// Whether it indexes an expression, which has an empty name in ``columns``.
    var hasExpression: Bool { columns.contains("") }

    init(_ row: ResultRow) throws {
        name = try row["index", as: String.self]
        columns = [try row["column", as: String?.self] ?? ""]
        unusable =
            if try row["partial", as: Bool.self] {
                .partial
            } else if try row["expression", as: Bool.self] {
                .expression
            } else if try !row["valid", as: Bool.self] {
                .invalid
            } else if try row["deferred", as: Bool.self] {
                .deferred
            } else {
                nil
            }
    }

    /// A query with one row for each key column of each unique index. In the key, `attnum` 0 means an expression.
    static let reading = """
        SELECT i.indrelid AS view, x.relname AS index, a.attname AS column,
               i.indpred IS NOT NULL AS partial,
               i.indexprs IS NOT NULL AS expression,
               i.indisvalid AND i.indisready AND i.indislive AS valid,
               NOT i.indimmediate AS deferred
        FROM pg_catalog.pg_index AS i
        JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
        JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
        CROSS JOIN LATERAL pg_catalog.generate_series(0, i.indnkeyatts - 1) AS k (position)
        LEFT JOIN pg_catalog.pg_attribute AS a
               ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k.position] AND a.attnum > 0
        WHERE i.indisunique AND c.relkind = 'm' AND (c.oid = $1::oid OR $1::oid IS NULL)
        ORDER BY i.indrelid, x.relname, k.position
        """

    /// Returns the unique key of a view: the usable index with the fewest columns, and among equals the first by name.
    static func key(among indexes: [UniqueIndex]) -> UniqueKey {
        let usable = indexes.filter { $0.unusable == nil }
            .min { ($0.columns.count, $0.name) < ($1.columns.count, $1.name) }
        if let usable { return .usable(index: usable.name, columns: usable.columns) }
        return .missing(
            indexes.compactMap { index in index.unusable.map { UnusableIndex(index: index.name, reason: $0) } })
    }

    /// Returns the columns by which a concurrent refresh matches rows: the columns of every usable index, since it
    /// compares by all of them.
    static func columns(among indexes: [UniqueIndex]) -> [String] {
        var seen: Set<ExactText> = []
        return indexes.filter { $0.unusable == nil }.flatMap(\.columns).filter { seen.insert(ExactText($0)).inserted }
    }
}
