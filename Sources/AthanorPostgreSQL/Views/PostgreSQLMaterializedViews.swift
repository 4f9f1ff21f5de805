public import Athanor

/// The materialized views of a PostgreSQL database, seen through one connection.
public struct PostgreSQLMaterializedViews: MaterializedViews {
    let connection: any Connection

    /// The views as the connection's user sees them.
    public init(connection: any Connection) {
        self.connection = connection
    }

    /// All of them, by schema and name.
    public func all(exactRows: Bool) async throws -> [MaterializedView] {
        try await views(withOID: nil, exactRows: exactRows)
    }

    /// All of them, by schema and name, from one look at the catalog.
    public func standings() async throws -> [ViewStanding] {
        try await connection.query(
            own: """
                SELECT n.nspname AS schema, c.relname AS name, c.relispopulated AS populated,
                       \(ViewFileAndRow.expression(of: "c")) AS state
                FROM pg_catalog.pg_class AS c
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.relkind = 'm'
                ORDER BY n.nspname, c.relname
                """
        ).map { row in
            ViewStanding(
                name: QualifiedName(schema: try row.text("schema"), name: try row.text("name")),
                isPopulated: try row.boolean("populated"), state: try row.text("state"))
        }
    }

    /// The one of a name as it would stand in SQL: what is not quoted is folded to lower case, and what is not qualified
    /// is looked for on `search_path`.
    public func named(_ name: String) async throws -> MaterializedView {
        let found = try await relation(named: name)
        guard let found else {
            let nearest = NearestViews(to: name, among: try await all(exactRows: false).map(\.name)).names
            throw MaterializedViewError.notFound(name, nearest: nearest)
        }
        guard let view = try await views(withOID: found.oid, exactRows: false).first else {
            throw MaterializedViewError.otherKind(name, kind: found.kind)
        }
        return view
    }

    /// The relation of a name, of whichever kind.
    func relation(named name: String) async throws -> (oid: Int64, kind: String)? {
        do {
            let rows = try await connection.query(
                own: #"""
                    SELECT c.oid, CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
                                                 WHEN 'f' THEN 'foreign table' WHEN 'S' THEN 'sequence'
                                                 WHEN 'i' THEN 'index' WHEN 'I' THEN 'partitioned index'
                                                 WHEN 'c' THEN 'composite type' WHEN 't' THEN 'TOAST table'
                                                 WHEN 'm' THEN 'materialized view' ELSE 'relation'
                                  END AS kind
                    FROM pg_catalog.pg_class AS c
                    WHERE c.oid = \#(SessionPath.relation("$1::text"))
                      -- A number is no name; since PostgreSQL 16 it would be taken for an OID.
                      AND $1::text !~ '^\s*[0-9]+\s*$'
                    """#, [.text(name)])
            return try rows.first.map { (try $0.integer("oid"), try $0.text("kind")) }
        } catch let error as DatabaseError where Self.unreadableNames.contains(error.code) {
            return nil
        }
    }

    /// Invalid name, syntax error, invalid parameter (an unclosed quote), cross-database reference: `to_regclass` raises
    /// these for texts that are no names.
    private static let unreadableNames: Set<String> = ["42602", "42601", "22023", "0A000"]

    /// All of them, or the one of an OID.
    /// - Parameters:
    ///   - oid: the one that is wanted; `nil` for all.
    ///   - exactRows: counts the rows of each, and looks for NULL in them, instead of asking the statistics.
    ///   - countingSmall: whether those without statistics are counted where that is quickly done.
    func views(
        withOID oid: Int64?, exactRows: Bool, countingSmall: Bool = true
    ) async throws -> [MaterializedView] {
        let wanted = oid.map(Value.integer) ?? .null
        let indexes = try await uniqueIndexes(withOID: wanted)
        let nulls = exactRows ? [:] : try await columnsWithNull(withOID: wanted)
        var views: [MaterializedView] = []
        for row in try await connection.query(own: Self.reading("c.oid = $1::oid OR $1::oid IS NULL"), [wanted]) {
            let name = QualifiedName(schema: try row.text("schema"), name: try row.text("name"))
            let isPopulated = try row.boolean("populated")
            let oid = try row.integer("oid")
            let keys = indexes[oid] ?? []
            let key = UniqueIndex.columns(among: keys)
            let nullable =
                try exactRows && isPopulated && row.boolean("harmless")
                ? try await columnsWithNull(among: key, of: name) : key.filter(nulls[oid, default: []].contains)
            views.append(
                MaterializedView(
                    name: name, isPopulated: isPopulated,
                    rows: try await rows(
                        of: name, isPopulated: isPopulated, estimate: row, exactly: exactRows,
                        countingSmall: countingSmall),
                    sizeInBytes: try row.integerIfAny("size"),
                    uniqueKey: UniqueIndex.key(among: keys), nullableKeyColumns: nullable,
                    state: try row.text("state")))
        }
        return views
    }

    /// The OID of the view whose schema and name are bound first.
    static let oid = """
        (SELECT v.oid FROM pg_catalog.pg_class AS v JOIN pg_catalog.pg_namespace AS vn ON vn.oid = v.relnamespace
         WHERE vn.nspname = $1::text AND v.relname = $2::text)
        """

    /// The OID of the database.
    static let databaseOID = """
        (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
        """

    /// What is known of views without waiting for anybody: asking for the size of one that another session rewrites would
    /// wait until that has ended, so such a view has none.
    static func reading(_ condition: String) -> String {
        """
        WITH taken AS MATERIALIZED (
            SELECT l.relation
            FROM pg_catalog.pg_locks AS l
            WHERE l.locktype = 'relation' AND l.database = \(databaseOID)
            GROUP BY l.relation
            HAVING bool_or(l.mode = 'AccessExclusiveLock' AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid())
               AND NOT bool_or(l.granted AND l.pid IS NOT DISTINCT FROM pg_catalog.pg_backend_pid())
        )
        SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relispopulated AS populated,
               c.reltuples::bigint AS estimate,
               CASE WHEN t.relation IS NULL THEN pg_catalog.pg_total_relation_size(c.oid) END AS size,
               CASE WHEN t.relation IS NULL
                    THEN pg_catalog.pg_relation_size(c.oid) < 8 * 1024 * 1024
                         AND pg_catalog.has_table_privilege(c.oid, 'SELECT') AND \(HarmlessView.condition(on: "c"))
                    ELSE false
               END AS countable,
               \(HarmlessView.condition(on: "c")) AS harmless,
               \(ViewFileAndRow.expression(of: "c")) AS state
        FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        LEFT JOIN taken AS t ON t.relation = c.oid
        WHERE c.relkind = 'm' AND (\(condition))
        ORDER BY n.nspname, c.relname
        """
    }

    /// How many rows a view has, by the statistics unless it is counted.
    func rows(
        of name: QualifiedName, isPopulated: Bool, estimate: Row, exactly: Bool, countingSmall: Bool = true
    ) async throws -> RowCount {
        guard isPopulated else { return .exact(0) }
        let rows = try estimate.integer("estimate")
        // A view that was never analysed has no estimate; a small one is counted as quickly as it is asked about.
        if try (exactly && estimate.boolean("harmless")) || (countingSmall && rows < 0 && estimate.boolean("countable"))
        {
            let row = try await connection.query(
                own: "SELECT pg_catalog.count(*) AS count FROM \(PostgreSQLDialect().quote(name))"
            ).first
            if let row { return .exact(try row.integer("count")) }
        }
        return rows < 0 ? .unknown : .estimate(rows)
    }

    /// The columns in which the statistics have seen NULL.
    private func columnsWithNull(withOID oid: Value) async throws -> [Int64: Set<String>] {
        let rows = try await connection.query(
            own: """
                SELECT c.oid AS view, s.attname AS column
                FROM pg_catalog.pg_class AS c
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                JOIN pg_catalog.pg_stats AS s ON s.schemaname = n.nspname AND s.tablename = c.relname
                WHERE c.relkind = 'm' AND s.null_frac > 0 AND (c.oid = $1::oid OR $1::oid IS NULL)
                """, [oid])
        return try rows.reduce(into: [:]) { $0[try $1.integer("view"), default: []].insert(try $1.text("column")) }
    }

    /// The columns in which there is a NULL, by a look at the rows.
    private func columnsWithNull(among columns: [String], of name: QualifiedName) async throws -> [String] {
        guard !columns.isEmpty else { return [] }
        let dialect = PostgreSQLDialect()
        let tests = columns.map { "coalesce(pg_catalog.bool_or(\(dialect.quote($0)) IS NULL), false)" }
        let row = try await connection.query(own: "SELECT \(tests.joined(separator: ", ")) FROM \(dialect.quote(name))")
            .first
        return zip(columns, row?.values ?? []).filter { $1 == .boolean(true) }.map(\.0)
    }

    /// The unique indexes of views, by the views' OIDs.
    func uniqueIndexes(withOID oid: Value) async throws -> [Int64: [UniqueIndex]] {
        var indexes: [Int64: [UniqueIndex]] = [:]
        for row in try await connection.query(own: UniqueIndex.reading, [oid]) {
            let view = try row.integer("view")
            var index = try UniqueIndex(row)
            if let begun = indexes[view]?.last, begun.name == index.name {
                indexes[view]?.removeLast()
                index.columns = begun.columns + index.columns
            }
            indexes[view, default: []].append(index)
        }
        return indexes
    }
}
