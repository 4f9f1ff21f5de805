internal import Athanor

/// Asks the server who stands in the way of one of its sessions.
///
/// Source: PostgreSQL documentation, "Session Information Functions" (`pg_blocking_pids`).
struct PostgreSQLLockMonitor: LockMonitor {
    /// The process of the session that is watched.
    let processID: Int64
    /// The monitor's own.
    let connection: any Connection

    /// Asks for the blockers only when the session waits for a lock, since that holds up the server's lock manager.
    func blockers() async throws -> [BlockingSession] {
        try await connection.query(
            own: """
                SELECT b.pid, \(LockHolder.columns)
                FROM (SELECT DISTINCT pg_catalog.unnest(pg_catalog.pg_blocking_pids($1::integer)) AS pid
                      WHERE EXISTS (SELECT FROM pg_catalog.pg_stat_activity AS w
                                    WHERE w.pid = $1::integer AND w.wait_event_type = 'Lock')) AS b
                LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = b.pid
                ORDER BY a.xact_start, b.pid
                LIMIT \(LockHolders.most)
                """, [.integer(processID)]
        ).map { row in
            let process = try row.integer("pid")
            // A transaction that is prepared for two-phase commit has no process any more.
            guard process != 0 else {
                return BlockingSession(
                    id: 0, description: "a prepared transaction (see pg_prepared_xacts)", ending: nil)
            }
            return BlockingSession(
                id: process, description: "\(try LockHolder(row))",
                ending: "SELECT pg_terminate_backend(\(process))")
        }
    }

    func close() async { await connection.close() }
}
