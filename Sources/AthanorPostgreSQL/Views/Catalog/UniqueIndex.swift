internal import Athanor

/// A unique index of a materialized view, as far as a concurrent refresh cares.
struct UniqueIndex {
    let name: String
    /// The key's columns, in order, without those that are only included.
    var columns: [String]
    /// Why it cannot serve, `nil` when it can.
    let unusable: UnusableIndex.Reason?

    /// Whether it indexes an expression, which stands among its columns without a name.
    var hasExpression: Bool { columns.contains("") }

    init(_ row: Row) throws {
        name = try row.text("index")
        columns = [try row.textIfAny("column") ?? ""]
        unusable =
            if try row.boolean("partial") {
                .partial
            } else if try row.boolean("expression") {
                .expression
            } else if try !row.boolean("valid") {
                .invalid
            } else if try row.boolean("deferred") {
                .deferred
            } else {
                nil
            }
    }

    /// One row for each key column of each unique index. `attnum` 0 in the key stands for an expression.
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

    /// What tells a view's rows apart: the usable index with the fewest columns, the first by name among equals.
    static func key(among indexes: [UniqueIndex]) -> UniqueKey {
        let usable = indexes.filter { $0.unusable == nil }
            .min { ($0.columns.count, $0.name) < ($1.columns.count, $1.name) }
        if let usable { return .usable(index: usable.name, columns: usable.columns) }
        return .missing(
            indexes.compactMap { index in index.unusable.map { UnusableIndex(index: index.name, reason: $0) } })
    }

    /// The columns by which a concurrent refresh tells rows apart: those of every index that it can use, since it compares
    /// by all of them.
    /// Source: `refresh_by_match_merge` in PostgreSQL's `matview.c`.
    static func columns(among indexes: [UniqueIndex]) -> [String] {
        var seen: Set<ExactText> = []
        return indexes.filter { $0.unusable == nil }.flatMap(\.columns).filter { seen.insert(ExactText($0)).inserted }
    }
}
