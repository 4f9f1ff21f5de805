internal import Athanor

/// The statistics that ANALYZE stored about a table, kept while it is rebuilt.
/// (https://sqlite.org/fileformat2.html#stat1tab)
struct TableStatistics {
    let table: String
    let schema: TableSchema

    private var hiddenName: String { "athanor_kept_\(table)" }

    /// Keeps the statistics from being deleted with the old table.
    func hide(on connection: any Connection) async throws {
        for statistics in try await tables(on: connection) {
            try await connection.query(
                sql: SQLStatement(
                    "UPDATE \(schema).\(statistics) SET tbl = $1 WHERE tbl = $2", [.text(hiddenName), .text(table)]))
        }
    }

    /// Restores the statistics, except those for indexes that no longer exist.
    func show(on connection: any Connection) async throws {
        for statistics in try await tables(on: connection) {
            try await connection.query(
                sql: SQLStatement(
                    "UPDATE \(schema).\(statistics) SET tbl = $1 WHERE tbl = $2", [.text(table), .text(hiddenName)]))
            try await connection.query(
                sql: SQLStatement(
                    """
                    DELETE FROM \(schema).\(statistics)
                    WHERE tbl = $1 AND idx IS NOT NULL AND idx <> tbl
                        AND idx NOT IN (SELECT name FROM \(schema).sqlite_master WHERE type = 'index')
                    """, [.text(table)]))
        }
    }

    private func tables(on connection: any Connection) async throws -> [String] {
        try await connection.query(
            sql: SQLStatement(
                "SELECT name FROM \(schema).sqlite_master WHERE type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4')"
            )
        ).map { try $0["name", as: String.self] }
    }
}
