internal import Athanor

/// Queries which sessions block one session.
///
/// Source: PostgreSQL documentation, "Session Information Functions" (`pg_blocking_pids`).
struct PostgreSQLLockMonitor: LockMonitor {
    /// The process id of the watched session.
    let processID: Int64
    /// The monitor's own connection.
    let connection: any Connection

    /// Queries the blockers only while the session waits for a lock, because the query holds up the server's lock
    /// manager.
    func blockers() async throws -> [BlockingSession] {
        let rows = try await connection.query(
            own: """
                SELECT b.pid, \(LockHolder.columns)
                FROM (SELECT DISTINCT pg_catalog.unnest(pg_catalog.pg_blocking_pids($1::integer)) AS pid
                      WHERE EXISTS (SELECT FROM pg_catalog.pg_stat_activity AS w
                                    WHERE w.pid = $1::integer AND w.wait_event_type = 'Lock')) AS b
                LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = b.pid
                ORDER BY a.xact_start, b.pid
                LIMIT \(LockHolders.most)
                """, [.integer(processID)])
        var blockers: [BlockingSession] = []
        for row in rows {
            let process = try row["pid", as: Int64.self]
            // A transaction that is prepared for two-phase commit has no process any more.
            guard process != 0 else {
                blockers += try await prepared().map { BlockingSession(id: 0, description: $0, ending: nil) }
                continue
            }
            blockers.append(
                BlockingSession(
                    id: process, description: "\(try LockHolder(row))",
                    ending: "SELECT pg_terminate_backend(\(process))"))
        }
        return blockers
    }

    /// The prepared transactions that hold the lock that the session waits for.
    private func prepared() async throws -> [String] {
        let names = try await PreparedTransactions(connection: connection).holding(
            """
            EXISTS (SELECT FROM pg_catalog.pg_locks AS w
                    WHERE w.pid = $1::integer AND NOT w.granted AND w.locktype = l.locktype
                      AND (w.database, w.relation, w.page, w.tuple, w.transactionid, w.classid, w.objid, w.objsubid)
                          IS NOT DISTINCT FROM
                          (l.database, l.relation, l.page, l.tuple, l.transactionid, l.classid, l.objid, l.objsubid))
            """, [.integer(processID)])
        return names.isEmpty ? ["a prepared transaction (see pg_prepared_xacts)"] : names
    }

    func close() async { await connection.close() }
}
