internal import Athanor

/// Marks a database as disposable, and erases a marked one.
///
/// The mark is the table `athanor.disposable`. It identifies the cluster and the database, so a restored dump or a copy
/// is not disposable. It counts only if its owner may act as the owner of the schema `athanor`.
struct PostgreSQLEraser: DatabaseEraser {
    let connection: any Connection

    /// An SQL expression that identifies the database among all clusters.
    static let identity = """
        (SELECT s.system_identifier FROM pg_catalog.pg_control_system() AS s)
            || '/' || (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
        """

    func mark() async throws -> DisposableMark? {
        let tables = try await connection.query(
            own: """
                SELECT 1
                FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = 'athanor' AND c.relname = 'disposable' AND \(MarkTable.counts)
                """)
        guard !tables.isEmpty,
            let row = try await connection.query(
                own: """
                    SELECT m.database = \(Self.identity.indented(by: 4)) AS is_here,
                           \(PostgreSQLDialect().iso8601("m.marked_at")) AS marked_at, m.marked_by
                    FROM athanor.disposable AS m
                    """
            ).first
        else { return nil }
        return DisposableMark(
            difference: try row["is_here", as: Bool.self] ? nil : "it is a copy",
            markedAt: try row["marked_at", as: String.self], markedBy: try row["marked_by", as: String.self])
    }

    func marking() async throws -> [SQLStatement] {
        [
            MarkTable.creating, SQLStatement(own: "DELETE FROM athanor.disposable"),
            SQLStatement(own: MarkTable.inserting),
        ]
    }

    func unmarking() -> [SQLStatement] { [SQLStatement(own: "DROP TABLE IF EXISTS athanor.disposable")] }

    var transaction: TransactionScope { PostgreSQLDialect().transaction(for: []) }

    func erase() async throws { try await connection.query(sql: ErasingStatement.statement) }
}
