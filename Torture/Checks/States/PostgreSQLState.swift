import Athanor

/// Reads the state of a PostgreSQL database.
enum PostgreSQLState {
    static func lines(_ connection: any Connection) async throws -> [String] {
        var lines: [String] = []
        for query in catalog { lines += try await read(query, on: connection) }
        for relation in try await connection.query(sql: relations) {
            let (name, columns) = (try relation["name", as: String.self], try relation["columns", as: String.self])
            lines += try await read(rows(of: name, columns), on: connection)
        }
        // A database that was never migrated has no log.
        let hasLog = try await connection.query(
            "SELECT pg_catalog.to_regclass('athanor.log') IS NOT NULL AS has"
        ).first?["has", as: Bool.self]
        guard hasLog == true else { return lines }
        return lines + (try await read(LoggedWork.query(log: "athanor.log"), on: connection))
    }

    private static func read(_ query: String, on connection: any Connection) async throws -> [String] {
        try await connection.query(sql: query).map { try $0["line", as: String.self] }
    }

    private static func rows(of relation: String, _ columns: String) -> String {
        """
        SELECT 'rows of \(relation): ' || count(*) || ' '
            || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE "C")), '') AS line
        FROM (SELECT \(columns) FROM \(relation)) AS t
        """
    }

    private static let own = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"

    /// Queries of the catalog, since `pg_dump` leaves out invalid indexes, which interrupted builds leave behind.
    private static let catalog = [
        "SELECT 'schema ' || n.nspname AS line FROM pg_namespace AS n WHERE \(own)",
        """
        SELECT 'relation ' || c.oid::regclass || ' ' || c.relkind::text || c.relpersistence::text
            || CASE WHEN c.relispopulated THEN '' ELSE ' not populated' END
            || CASE WHEN c.relkind IN ('v', 'm') THEN ' ' || pg_get_viewdef(c.oid) ELSE '' END AS line
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE \(own)
        """,
        """
        SELECT 'column ' || a.attrelid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END || ' ' || a.attidentity::text || a.attgenerated::text
            || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
        FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
            LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attnum > 0 AND NOT a.attisdropped AND \(own)
        """,
        """
        SELECT 'constraint ' || o.conname || ' of ' || o.conrelid::regclass || ' ' || pg_get_constraintdef(o.oid)
            || ' ' || o.convalidated AS line
        FROM pg_constraint AS o JOIN pg_namespace AS n ON n.oid = o.connamespace
        WHERE o.conrelid <> 0 AND \(own)
        """,
        """
        SELECT 'index ' || pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid AND i.indisready THEN '' ELSE ' INVALID' END
            AS line
        FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE \(own)
        """,
    ]

    /// The relations with rows, and their columns without times and running numbers.
    private static let relations = """
        SELECT c.oid::regclass::text AS name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_attribute AS a ON a.attrelid = c.oid
        WHERE c.relkind IN ('r', 'm') AND c.relispopulated AND \(own) AND c.oid::regclass::text <> 'athanor.log'
            AND a.attnum > 0 AND NOT a.attisdropped
            AND NOT (n.nspname = 'athanor' AND (a.attname ~ '_at$' OR a.attname IN ('relation', 'rule')))
        GROUP BY c.oid
        """
}
