internal import Athanor

/// Marks a database as disposable, and erases a marked one.
///
/// The mark is the table `athanor.disposable`. It identifies the cluster and the database, so a restored dump or a copy
/// is not disposable. It counts only if its owner may act as the owner of the schema `athanor`.
struct PostgreSQLEraser: DatabaseEraser {
    let connection: any Connection

    /// An SQL expression that identifies the database among all clusters.
    private static let identity = """
        (SELECT s.system_identifier FROM pg_catalog.pg_control_system() AS s)
            || '/' || (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
        """

    func mark() async throws -> DisposableMark? {
        let tables = try await connection.query(
            own: """
                SELECT 1
                FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = 'athanor' AND c.relname = 'disposable' AND c.relkind = 'r'
                    AND pg_catalog.pg_has_role(c.relowner, n.nspowner, 'USAGE')
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
            markedAt: try row["marked_at", as: String.self],
            markedBy: try row["marked_by", as: String.self])
    }

    func marking() async throws -> [SQLStatement] {
        [
            SQLStatement(
                own: SQLStatement.block(
                    """
                        IF pg_catalog.to_regclass('athanor.disposable') IS NULL THEN
                            CREATE TABLE athanor.disposable (
                                database        text NOT NULL,
                                marked_at       timestamptz NOT NULL,
                                marked_by       text NOT NULL,
                                kept_extensions text[] NOT NULL
                            );
                            COMMENT ON TABLE athanor.disposable IS
                                'The mark of a disposable database: `athanor upgrade --erase-if-edited` may drop everything in it';
                            COMMENT ON COLUMN athanor.disposable.database IS 'The cluster''s identifier and the database''s OID';
                            COMMENT ON COLUMN athanor.disposable.marked_at IS 'When the database was marked';
                            COMMENT ON COLUMN athanor.disposable.marked_by IS 'The user who marked it';
                            COMMENT ON COLUMN athanor.disposable.kept_extensions IS 'The extensions that existed then, which are kept';
                        END IF;
                    """
                ).text),
            SQLStatement(own: "DELETE FROM athanor.disposable"),
            SQLStatement(
                own: """
                    INSERT INTO athanor.disposable (database, marked_at, marked_by, kept_extensions)
                    SELECT \(Self.identity.indented(by: 4)), pg_catalog.clock_timestamp(), session_user,
                           ARRAY(SELECT e.extname::text FROM pg_catalog.pg_extension AS e ORDER BY e.extname)
                    """),
        ]
    }

    func unmarking() -> [SQLStatement] { [SQLStatement(own: "DROP TABLE IF EXISTS athanor.disposable")] }

    var transaction: TransactionScope { PostgreSQLDialect().transaction(for: []) }

    func erase() async throws { try await connection.query(sql: ErasingStatement.statement) }
}
