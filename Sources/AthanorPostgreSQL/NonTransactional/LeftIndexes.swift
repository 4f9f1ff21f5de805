internal import Athanor

/// An invalid index that an interrupted concurrent build may have left.
struct LeftIndex: Sendable {
    let oid: Int64
    /// The statement that drops it, or warns that the role cannot use its schema.
    let removing: SQLStatement
}

/// Queries the invalid indexes that interrupted concurrent builds leave.
enum LeftIndexes {
    /// Looks for the index of that name on a table.
    /// - Returns: whether it is valid; the index if it exists and is not valid.
    /// - Throws: ``DatabaseFailure``.
    static func named(
        _ index: String, on table: WrittenName, _ connection: any Connection
    ) async throws -> (isValid: Bool, left: [LeftIndex]) {
        let rows = try await connection.query(
            own: """
                SELECT c.oid::bigint AS oid, n.nspname AS schema, c.relname AS name, true AS is_droppable,
                       x.indisvalid AND x.indisready AS valid
                FROM pg_catalog.pg_class AS t
                JOIN pg_catalog.pg_index AS x ON x.indrelid = t.oid
                JOIN pg_catalog.pg_class AS c ON c.oid = x.indexrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE t.oid = \(SessionPath.relation("$1::text")) AND c.relname = $2
                """, [.text(quoted(table)), .text(index)])
        guard let row = rows.first else { return (false, []) }
        return try row["valid", as: Bool.self] ? (true, []) : (false, [LeftIndex(row)])
    }

    /// The indexes that a `REINDEX … CONCURRENTLY` may have left: invalid ones on the rebuilt tables and their TOAST
    /// tables, whose name derives from another index of the same table. For `REINDEX INDEX`, that is the rebuilt index
    /// or one of its partitions. An index that another session has locked is being created or dropped right now, so it
    /// is left out.
    ///
    /// Source: PostgreSQL documentation, REINDEX, "Rebuilding Indexes Concurrently"; `ChooseRelationName` and
    /// `makeObjectName` in PostgreSQL's source, which shorten the index name so that the whole has 63 bytes, and add a
    /// number if the name is taken.
    /// - Throws: ``DatabaseFailure``.
    static func all(of statement: NonTransactionalStatement, on connection: any Connection) async throws -> [LeftIndex]
    {
        guard let scope = Scope(statement) else { return [] }
        return try await connection.query(
            own: """
                WITH rebuilt AS (\(scope.tables)),
                tables AS (
                    SELECT r.oid FROM rebuilt AS r
                    UNION
                    SELECT t.reltoastrelid FROM rebuilt AS r JOIN pg_catalog.pg_class AS t ON t.oid = r.oid
                    WHERE t.reltoastrelid <> 0 AND \(scope.includesTOAST)
                )
                SELECT DISTINCT c.oid::bigint AS oid, n.nspname AS schema, c.relname AS name,
                       pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS is_droppable
                FROM tables AS t
                JOIN pg_catalog.pg_index AS x ON x.indrelid = t.oid AND NOT x.indisvalid
                JOIN pg_catalog.pg_class AS c ON c.oid = x.indexrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                CROSS JOIN LATERAL (
                    SELECT pg_catalog.regexp_replace(c.relname::text, '_cc(new|old)[0-9]*$', '') AS base
                ) AS b
                JOIN pg_catalog.pg_index AS y ON y.indrelid = x.indrelid AND y.indexrelid <> x.indexrelid
                JOIN pg_catalog.pg_class AS o ON o.oid = y.indexrelid
                WHERE c.relname <> b.base AND pg_catalog.starts_with(o.relname::text, b.base)
                  AND (o.relname = b.base
                       OR pg_catalog.octet_length(o.relname::text) - pg_catalog.octet_length(b.base)
                          + pg_catalog.octet_length(c.relname::text) > 63)
                  AND \(scope.originals)
                  AND NOT EXISTS (
                      SELECT FROM pg_catalog.pg_locks AS l
                      WHERE l.locktype = 'relation' AND l.database = (
                              SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
                          AND l.relation = c.oid AND l.granted AND l.pid <> pg_catalog.pg_backend_pid()
                          AND l.mode IN ('ShareUpdateExclusiveLock', 'AccessExclusiveLock'))
                """, scope.values
        ).map(LeftIndex.init)
    }

    /// The objects that a `REINDEX` rebuilds.
    private struct Scope {
        /// A query for the OIDs of the tables.
        let tables: String
        /// A condition on `o`, the index that the invalid one is named after.
        var originals = "true"
        /// Whether the tables' TOAST tables are rebuilt too.
        var includesTOAST = "true"
        let values: [Value]

        init?(_ statement: NonTransactionalStatement) {
            switch statement {
            case .reindexIndex(let name):
                let indexes = Self.partitions(of: SessionPath.relation("$1::text"))
                tables = "SELECT i.indrelid AS oid FROM pg_catalog.pg_index AS i WHERE i.indexrelid IN (\(indexes))"
                originals = "o.oid IN (\(indexes))"
                includesTOAST = "false"
                values = [.text(quoted(name))]
            case .reindexTable(let name):
                tables = Self.partitions(of: SessionPath.relation("$1::text"))
                values = [.text(quoted(name))]
            case .reindexSchema(let schema):
                tables = """
                    SELECT c.oid FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                    WHERE n.nspname = $1 AND c.relkind IN ('r', 'm')
                    """
                values = [.text(schema)]
            case .reindexDatabase:
                tables =
                    "SELECT c.oid FROM pg_catalog.pg_class AS c WHERE c.relkind IN ('r', 'm', 't') AND c.oid >= 16384"
                values = []
            default:
                return nil
            }
        }

        /// A query for the OIDs of a relation and its partitions.
        private static func partitions(of relation: String) -> String {
            """
            SELECT \(relation) AS oid UNION
            SELECT p.relid::oid FROM pg_catalog.pg_partition_tree(\(relation)) AS p
            """
        }
    }

    private static func quoted(_ name: WrittenName) -> String {
        PostgreSQLDialect().quote(QualifiedName(schema: name.schema, name: name.name))
    }
}

extension LeftIndex {
    /// Reads a row with `oid`, `schema`, `name` and `is_droppable`.
    /// - Throws: ``RowError``.
    fileprivate init(_ row: ResultRow) throws {
        let dialect = PostgreSQLDialect()
        let schema = try row["schema", as: String.self]
        let name = dialect.quote(QualifiedName(schema: schema, name: try row["name", as: String.self]))
        oid = try row["oid", as: Int64.self]
        if try row["is_droppable", as: Bool.self] {
            removing = SQLStatement("DROP INDEX CONCURRENTLY IF EXISTS \(name)")
        } else {
            // Only a superuser may use the schema of TOAST tables, even for objects of the table's owner.
            let (problem, role) =
                schema == "pg_toast"
                ? ("can be dropped by a superuser only", "superuser")
                : (
                    "cannot be dropped: the role has no right USAGE on schema \(dialect.quote(schema))",
                    "its owner, with that right"
                )
            let message = "invalid index \(name), left by an interrupted REINDEX, \(problem)"
            removing = SQLStatement.block(
                """
                    RAISE WARNING USING MESSAGE = \(dialect.quoteText(message)),
                        HINT = \(dialect.quoteText("As \(role): DROP INDEX CONCURRENTLY \(name);"));
                """)
        }
    }
}
