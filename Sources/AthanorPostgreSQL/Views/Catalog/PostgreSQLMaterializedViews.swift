package import Athanor

/// The materialized views of a PostgreSQL database, seen through one connection.
package struct PostgreSQLMaterializedViews: MaterializedViews {
    let connection: any Connection

    /// Creates a reader of the views that the connection's user sees.
    package init(connection: any Connection) {
        self.connection = connection
    }

    /// Returns all materialized views, ordered by schema and name.
    package func all(exactRows: Bool) async throws -> [MaterializedView] {
        try await views(withOID: nil, exactRows: exactRows)
    }

    /// Returns the status of all materialized views, ordered by schema and name, with one query of the catalog.
    package func statuses() async throws -> [ViewStatus] {
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
            ViewStatus(
                name: QualifiedName(schema: try row["schema", as: String.self], name: try row["name", as: String.self]),
                isPopulated: try row["populated", as: Bool.self], state: try row["state", as: String.self])
        }
    }

    /// Returns the materialized view of a name as written in SQL: unquoted parts are folded to lower case, and an
    /// unqualified name is looked up on `search_path`.
    /// - Throws: ``ViewLookupError`` if there is no relation of that name, or if it is of another kind;
    ///   ``DatabaseFailure``.
    package func named(_ name: String) async throws -> MaterializedView {
        let found = try await relation(named: name)
        guard let found else {
            let nearest = NearestViews(to: name, among: try await all(exactRows: false).map(\.name)).names
            throw ViewLookupError.notFound(name, nearest: nearest)
        }
        guard let view = try await views(withOID: found.oid, exactRows: false).first else {
            throw ViewLookupError.otherKind(name, kind: found.kind)
        }
        return view
    }

    /// Returns the relation of a name, of any kind.
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
                      -- A number is not a name; PostgreSQL 16 and later would take it for an OID.
                      AND $1::text !~ '^\s*[0-9]+\s*$'
                    """#, [.text(name)])
            return try rows.first.map { (try $0["oid", as: Int64.self], try $0["kind", as: String.self]) }
        } catch let error as DatabaseFailure where Self.unreadableNames.contains(error.code) {
            return nil
        }
    }

    /// Errors that `to_regclass` raises for texts that are not names: invalid name, syntax error, invalid parameter (an
    /// unclosed quote), cross-database reference.
    static let unreadableNames: Set<String> = ["42602", "42601", "22023", "0A000"]

    /// Returns all materialized views, or the one of an OID. The number of round trips does not depend on the number of
    /// views. Call it outside transactions.
    /// - Parameters:
    ///   - oid: the wanted view; `nil` for all.
    ///   - exactRows: whether to count the rows and look for NULL in the key columns, instead of using the statistics.
    ///     Views that are not populated, and views that are not harmless (``HarmlessRelation``), are never counted.
    ///   - countingSmall: whether to count small views that have no statistics.
    func views(
        withOID oid: Int64?, exactRows: Bool, countingSmall: Bool = true
    ) async throws -> [MaterializedView] {
        let wanted = oid.map(Value.integer) ?? .null
        let indexes = try await uniqueIndexes(withOID: wanted)
        let nulls = exactRows ? [:] : try await columnsWithNull(withOID: wanted)
        let rows = try await connection.query(own: Self.reading("c.oid = $1::oid OR $1::oid IS NULL"), [wanted])
        let looked = try await look(
            at: try rows.filter { row in
                guard try row["populated", as: Bool.self], try row["harmless", as: Bool.self] else { return false }
                return try exactRows
                    || countingSmall && row["estimate", as: Int64.self] < 0 && row["countable", as: Bool.self]
            }, keys: exactRows ? indexes.mapValues(UniqueIndex.columns) : [:], mayFail: !exactRows)
        return try rows.map { row in
            let oid = try row["oid", as: Int64.self]
            let key = UniqueIndex.columns(among: indexes[oid] ?? [])
            return MaterializedView(
                name: QualifiedName(schema: try row["schema", as: String.self], name: try row["name", as: String.self]),
                isPopulated: try row["populated", as: Bool.self],
                rows: try looked[oid].map { .exact($0.rows) } ?? Self.rows(by: row),
                sizeInBytes: try row["size", as: Int64?.self], uniqueKey: UniqueIndex.key(among: indexes[oid] ?? []),
                nullableKeyColumns: looked[oid]?.columnsWithNull
                    ?? key.filter { nulls[oid, default: []].contains(ExactText($0)) },
                state: try row["state", as: String.self])
        }
    }

    /// The result of counting a view's rows.
    private struct Looked {
        let rows: Int64
        /// `nil` when no columns were checked.
        let columnsWithNull: [String]?
    }

    /// Counts the rows of views, in one round trip. Each count releases its locks, so that the server's lock table does
    /// not fill up.
    /// - Parameters:
    ///   - keys: the columns to look for NULL in, by the views' OIDs; empty for none.
    ///   - mayFail: whether a failure is ignored, for example when one of the views is dropped in that moment. Then no
    ///     view is counted.
    private func look(
        at rows: [ResultRow], keys: [Int64: [String]], mayFail: Bool
    ) async throws -> [Int64: Looked] {
        guard !rows.isEmpty else { return [:] }
        let dialect = PostgreSQLDialect()
        let around = [
            "SAVEPOINT athanor_looking", "ROLLBACK TO SAVEPOINT athanor_looking", "RELEASE SAVEPOINT athanor_looking",
        ]
        .map { SQLStatement($0) }
        let looks = try rows.map { row in
            let name = QualifiedName(schema: try row["schema", as: String.self], name: try row["name", as: String.self])
            let tests = (keys[try row["oid", as: Int64.self]] ?? []).map {
                ", coalesce(pg_catalog.bool_or(\(dialect.quote($0)) IS NULL), false)"
            }
            return SQLStatement(own: "SELECT pg_catalog.count(*) AS count\(tests.joined()) FROM \(dialect.quote(name))")
        }
        let results: [StatementResult]
        do {
            results = try await connection.run(
                [SQLStatement("BEGIN READ ONLY")] + looks.flatMap { [around[0], $0] + around.dropFirst() }
                    + [SQLStatement("COMMIT")])
        } catch let failure as DatabaseFailure {
            _ = try? await connection.query("ROLLBACK")
            guard mayFail, failure.kind != .connectionLost else { throw failure }
            return [:]
        }
        var looked: [Int64: Looked] = [:]
        for (index, row) in rows.enumerated() {
            guard let found = results[2 + index * (around.count + 1)].first else { continue }
            let oid = try row["oid", as: Int64.self]
            looked[oid] = Looked(
                rows: try found["count", as: Int64.self],
                columnsWithNull: keys.isEmpty
                    ? nil : zip(keys[oid] ?? [], found.values.dropFirst()).filter { $1 == .boolean(true) }.map(\.0))
        }
        return looked
    }

    /// Returns the number of rows by the statistics, without planning a query over the view.
    static func rows(by row: ResultRow) throws -> RowCount {
        guard try row["populated", as: Bool.self] else { return .exact(0) }
        let estimate = try row["estimate", as: Int64.self]
        guard estimate < 0 else { return .estimate(estimate) }
        // Views of roles that are not trusted are never counted. For them, the server's count of live rows is used.
        let live = try row["harmless", as: Bool.self] ? 0 : row["live", as: Int64.self]
        return live > 0 ? .estimate(live) : .unknown
    }

    /// An SQL expression for the OID of the view whose schema and name are the first two bound values.
    static let oid = """
        (SELECT v.oid FROM pg_catalog.pg_class AS v JOIN pg_catalog.pg_namespace AS vn ON vn.oid = v.relnamespace
         WHERE vn.nspname = $1::text AND v.relname = $2::text)
        """

    /// An SQL expression for the OID of the database.
    static let databaseOID = """
        (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
        """

    /// Returns a query for the properties of views that waits for no lock. Reading the size of a view that another
    /// session rewrites would wait for that session, so such a view has no size.
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
                         AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
                    ELSE false
               END AS countable,
               \(HarmlessRelation.condition(on: "c")) AS harmless, pg_catalog.pg_stat_get_live_tuples(c.oid) AS live,
               \(ViewFileAndRow.expression(of: "c")) AS state
        FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        LEFT JOIN taken AS t ON t.relation = c.oid
        WHERE c.relkind = 'm' AND (\(condition))
        ORDER BY n.nspname, c.relname
        """
    }

    /// Returns the number of rows of a view: counted if the view is small, readable and harmless
    /// (``HarmlessRelation``), otherwise from the statistics.
    func rows(of name: QualifiedName, estimate: ResultRow) async throws -> RowCount {
        // Counting a small view is as fast as reading its statistics.
        if try estimate["populated", as: Bool.self] && estimate["harmless", as: Bool.self]
            && estimate["countable", as: Bool.self]
        {
            let row = try await connection.query(
                own: "SELECT pg_catalog.count(*) AS count FROM \(PostgreSQLDialect().quote(name))"
            ).first
            if let row { return .exact(try row["count", as: Int64.self]) }
        }
        return try Self.rows(by: estimate)
    }

    /// Returns the columns that contain NULL according to the statistics.
    private func columnsWithNull(withOID oid: Value) async throws -> [Int64: Set<ExactText>] {
        let rows = try await connection.query(
            own: """
                SELECT c.oid AS view, s.attname AS column
                FROM pg_catalog.pg_class AS c
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                JOIN pg_catalog.pg_stats AS s ON s.schemaname = n.nspname AND s.tablename = c.relname
                WHERE c.relkind = 'm' AND s.null_frac > 0 AND (c.oid = $1::oid OR $1::oid IS NULL)
                """, [oid])
        return try rows.reduce(into: [:]) {
            $0[try $1["view", as: Int64.self], default: []].insert(ExactText(try $1["column", as: String.self]))
        }
    }

    /// Returns the unique indexes of views, by the views' OIDs.
    func uniqueIndexes(withOID oid: Value) async throws -> [Int64: [UniqueIndex]] {
        var indexes: [Int64: [UniqueIndex]] = [:]
        for row in try await connection.query(own: UniqueIndex.reading, [oid]) {
            let view = try row["view", as: Int64.self]
            var index = try UniqueIndex(row)
            if let begun = indexes[view]?.last, begun.name.isSameText(as: index.name) {
                indexes[view]?.removeLast()
                index.columns = begun.columns + index.columns
            }
            indexes[view, default: []].append(index)
        }
        return indexes
    }
}
