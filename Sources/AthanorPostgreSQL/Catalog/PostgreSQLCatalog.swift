package import Athanor

/// The catalog of a PostgreSQL database, read through one connection.
package struct PostgreSQLCatalog: Catalog {
    let connection: any Connection

    /// The catalog as the connection's user sees it.
    package init(connection: any Connection) {
        self.connection = connection
    }

    /// The place where the version table is, or would be created: in the given schema; else where `search_path` finds a
    /// table of that name; else in the first schema of `search_path` that exists.
    /// - Throws: ``DatabaseFailure``, also when the given schema or all schemas of `search_path` are missing, when a
    ///   relation of that name has no column `version_num`, and when the version table or a metadata table belongs to a
    ///   role that is not trusted or has code of one attached.
    package func locate(_ table: VersionTable) async throws -> VersionTableLocation {
        let rows = try await connection.query(own: Self.locating, [.text(table.name), Value(table.schema)])
        try MetadataTablesTrust.check(try rows.first?["finding", as: String?.self])
        guard let row = rows.first, try row["schema", as: String?.self] != nil else {
            return try await locationOfNew(table)
        }
        guard try row["usable", as: Bool.self] else {
            throw DatabaseFailure(
                kind: .statement, code: "42809",
                message:
                    "\(try row["schema", as: String.self]).\(table.name) is not a version table: it is not a table with "
                    + "a column version_num",
                advice: "Name another one as `version_table` in athanor.yaml.")
        }
        return VersionTableLocation(
            name: QualifiedName(schema: try row["schema", as: String.self], name: table.name), exists: true,
            longestIdentifier: try row["length", as: Int64?.self].map { Int($0) })
    }

    /// A query for the relation that the name refers to: in the schema `$2`, or, if that is NULL, the first on the
    /// session's search path.
    private static let locating = """
        WITH session (schemas) AS MATERIALIZED (
            SELECT \(SessionPath.evaluating("pg_catalog.current_schemas(false)"))
        ), found AS MATERIALIZED (
        SELECT c.oid, n.nspname AS schema, c.relkind IN ('r', 'p') AND a.attnum IS NOT NULL AS usable,
               CASE WHEN a.atttypid IN ('pg_catalog.varchar'::pg_catalog.regtype, 'pg_catalog.bpchar'::pg_catalog.regtype)
                         AND a.atttypmod > 4
                    THEN a.atttypmod - 4
               END AS length
        FROM session AS s
        CROSS JOIN pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_attribute AS a
               ON a.attrelid = c.oid AND a.attname = 'version_num' AND NOT a.attisdropped
        WHERE c.relname = $1 AND c.relkind NOT IN ('i', 'I', 't')
          AND (n.nspname = $2::text OR $2::text IS NULL AND n.nspname = ANY (s.schemas))
        ORDER BY pg_catalog.array_position(s.schemas, n.nspname)
        LIMIT 1
        )
        SELECT f.schema, f.usable, f.length, \(MetadataTablesTrust.finding(versionTable: "(SELECT found.oid FROM found)")) AS finding
        FROM (SELECT) AS one LEFT JOIN found AS f ON true
        """

    private func locationOfNew(_ table: VersionTable) async throws -> VersionTableLocation {
        var schema = table.schema
        if schema == nil {
            let row = try await connection.query(
                own: "SELECT \(SessionPath.evaluating("pg_catalog.current_schema()")) AS schema"
            ).first
            schema = try row?["schema", as: String?.self]
        }
        if let schema, try await !schemaExists(schema) {
            throw DatabaseFailure(
                kind: .statement, code: "3F000",
                message: "the schema \"\(schema)\" for the version table does not exist",
                advice: "Create it with CREATE SCHEMA, or name another as `version_table_schema` in athanor.yaml.")
        }
        guard let schema else {
            if let closed = try await closedSchema() {
                throw DatabaseFailure(
                    kind: .notAllowed, code: "42501",
                    message:
                        "the version table \"\(table.name)\" is looked for in the schema \"\(closed)\", which the role "
                        + "may not use",
                    advice:
                        "Give the role the right: GRANT USAGE ON SCHEMA \(PostgreSQLDialect().quote(closed)) TO …; or "
                        + "name the version table's schema in athanor.yaml.")
            }
            throw DatabaseFailure(
                kind: .statement, code: "3F000",
                message: "the version table \"\(table.name)\" cannot be created: no schema of search_path exists",
                advice: "Name the version table's schema in athanor.yaml, or give the database user a search_path "
                    + "(ALTER ROLE … SET search_path = …).")
        }
        return VersionTableLocation(
            name: QualifiedName(schema: schema, name: table.name), exists: false, longestIdentifier: nil)
    }

    /// The first schema of `search_path` that exists but that the role may not use.
    private func closedSchema() async throws -> String? {
        try await connection.query(
            own: """
                SELECT n.nspname AS name
                FROM unnest(string_to_array(\(SessionPath.text), ',')) WITH ORDINALITY AS s (written, place)
                JOIN pg_namespace AS n
                  ON n.nspname = CASE btrim(s.written) WHEN '"$user"' THEN current_user
                                 ELSE replace(btrim(btrim(s.written), '"'), '""', '"') END
                WHERE NOT has_schema_privilege(n.oid, 'USAGE')
                ORDER BY s.place
                LIMIT 1
                """
        ).first?["name", as: String.self]
    }

    private func schemaExists(_ name: String) async throws -> Bool {
        try await !connection.query(own: "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1", [.text(name)])
            .isEmpty
    }

    /// The quoted columns of the table's primary key, in the key's order. Empty if it has none, or does not exist.
    package func rowKey(of table: QualifiedName) async throws -> [String] {
        let dialect = PostgreSQLDialect()
        let rows = try await connection.query(
            own: """
                SELECT a.attname AS name
                FROM pg_catalog.pg_index AS i
                CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k (attnum, place)
                JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                WHERE i.indrelid = \(SessionPath.relation("$1::text")) AND i.indisprimary AND k.place <= i.indnkeyatts
                ORDER BY k.place
                """, [.text(dialect.quote(table))])
        return try rows.map { dialect.quote(try $0["name", as: String.self]) }
    }

    /// The format of the metadata tables in the schema `athanor`; `nil` if they do not exist.
    /// - Throws: ``DatabaseFailure``, also when they belong to a role that is not trusted or have code of one attached.
    package func metadataTablesFormat() async throws -> Int? {
        let found = try await connection.query(
            own: """
                SELECT EXISTS (
                           SELECT FROM pg_catalog.pg_class AS c
                           JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                           WHERE n.nspname = 'athanor' AND c.relname = 'format') AS is_there,
                       \(MetadataTablesTrust.finding()) AS finding
                """
        ).first
        try MetadataTablesTrust.check(try found?["finding", as: String?.self])
        guard try found?["is_there", as: Bool.self] == true else { return nil }
        let row = try await connection.query(
            own: "SELECT version FROM \(PostgreSQLDialect().name(of: .format)) ORDER BY version DESC LIMIT 1"
        ).first
        return try row.map { Int(try $0["version", as: Int64.self]) }
    }
}
