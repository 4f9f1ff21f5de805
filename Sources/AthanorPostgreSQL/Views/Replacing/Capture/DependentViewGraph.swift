internal import Athanor

/// The views and materialized views that read a relation, directly or through others.
struct DependentViewGraph: Sendable {
    /// A view's use of another relation.
    struct Use: Hashable, Sendable {
        let reader: Int64
        let read: Int64
        /// The column; `nil` for the relation as a whole, for example its row type.
        let column: ExactText?
    }

    /// The readers, each after the views that it reads. It leaves out readers that read each other in a circle, and
    /// readers of these.
    let readers: [Int64]
    /// Readers that read each other, or themselves, in a circle.
    let circular: Set<Int64>
    /// The readers' uses of each other and of the relation.
    let uses: Set<Use>

    /// Reads the graph.
    /// - Parameters:
    ///   - relation: the relation that is read.
    ///   - columns: only readers of these columns count as direct ones; `nil` for all.
    /// - Throws: ``DatabaseFailure``.
    init(of relation: Int64, columns: [String]?, on connection: any Connection) async throws {
        let rows = try await connection.query(
            own: Self.reading,
            [
                .integer(relation),
                columns.map { .text("{\($0.map(Self.arrayElement).joined(separator: ","))}") } ?? .null,
            ])
        uses = Set(
            try rows.map {
                Use(
                    reader: try $0["reader", as: Int64.self], read: try $0["read", as: Int64.self],
                    column: try $0["column", as: String?.self].map { ExactText($0) })
            })
        (readers, circular) = Self.sorted(uses)
    }

    /// Returns the direct uses of a relation.
    func uses(of relation: Int64) -> [Use] { uses.filter { $0.read == relation } }

    /// Sorts the readers so that each comes after the views that it reads; of several that could come next, the one
    /// with the smallest OID is first.
    private static func sorted(_ uses: Set<Use>) -> (order: [Int64], circular: Set<Int64>) {
        var waiting: [Int64: Set<Int64>] = [:]
        for use in uses {
            waiting[use.reader, default: []].insert(use.read)
        }
        let all = Set(waiting.keys)
        for (reader, reads) in waiting { waiting[reader] = reads.intersection(all).subtracting([reader]) }
        var order: [Int64] = []
        while let next = waiting.filter({ $0.value.isEmpty }).keys.min() {
            order.append(next)
            waiting[next] = nil
            for reader in waiting.keys { waiting[reader]?.remove(next) }
        }
        // Views that only read from a circle are not part of it.
        while let last = waiting.keys.first(where: { reader in !waiting.values.contains { $0.contains(reader) } }) {
            waiting[last] = nil
        }
        // On older servers the rule of a view names the view as a whole, but no column of it.
        let selfish = uses.filter { $0.reader == $0.read && $0.column != nil }.map(\.reader)
        return (order, Set(waiting.keys).union(selfish))
    }

    private static func arrayElement(_ text: String) -> String {
        "\"" + text.replacingBytes(of: "\\", with: "\\\\").replacingBytes(of: "\"", with: "\\\"") + "\""
    }

    /// A query for the uses. The rule that makes a relation a view is the one for SELECT. A use of the row type, or of
    /// its array type, counts as a use of the relation.
    private static let reading = """
        WITH RECURSIVE used (reader, read, attnum) AS MATERIALIZED (
            SELECT r.ev_class, coalesce(nullif(t.typrelid, 0), nullif(e.typrelid, 0), d.refobjid),
                   CASE WHEN d.refclassid = 'pg_class'::regclass THEN d.refobjsubid ELSE 0 END
            FROM pg_catalog.pg_rewrite AS r
            JOIN pg_catalog.pg_depend AS d
              ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.deptype = 'n'
             AND d.refclassid IN ('pg_class'::regclass, 'pg_type'::regclass)
            LEFT JOIN pg_catalog.pg_type AS t ON d.refclassid = 'pg_type'::regclass AND t.oid = d.refobjid
            LEFT JOIN pg_catalog.pg_type AS e ON e.typarray = t.oid
            WHERE r.ev_type = '1'
        ), reader (oid) AS (
            SELECT u.reader
            FROM used AS u
            WHERE u.read = $1::oid AND u.reader <> u.read
              AND ($2::text[] IS NULL
                   OR u.attnum IN (SELECT a.attnum FROM pg_catalog.pg_attribute AS a
                                   WHERE a.attrelid = $1::oid AND a.attname = ANY ($2::text[])))
            UNION
            SELECT u.reader FROM used AS u JOIN reader AS x ON x.oid = u.read WHERE u.reader <> u.read
        )
        SELECT DISTINCT u.reader::bigint AS reader, u.read::bigint AS read, a.attname AS column
        FROM reader AS x
        JOIN used AS u ON u.reader = x.oid
        LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = u.read AND a.attnum = u.attnum AND u.attnum > 0
        WHERE u.read = $1::oid OR u.read IN (SELECT y.oid FROM reader AS y)
        """
}
