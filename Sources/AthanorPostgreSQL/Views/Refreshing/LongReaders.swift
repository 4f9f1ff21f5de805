internal import Athanor

/// Finds the sessions that hold locks on views in long transactions, usually as readers. A plain refresh would wait for
/// them.
struct LongReaders: Sendable {
    let connection: any Connection

    /// Returns the sessions by view, those with the longest transactions first, at most ``LockHolders/most`` for each
    /// view; no entry for a view without such sessions.
    /// - Parameter age: the minimum age of their transactions.
    /// - Throws: ``DatabaseFailure``.
    func readers(of views: [QualifiedName], since age: Duration) async throws -> [QualifiedName: [LongReader]] {
        let rows = try await connection.query(
            own: """
                SELECT h.schema, h.name, a.pid, \(LockHolder.columns)
                FROM (
                    SELECT DISTINCT v.schema, v.name, l.pid
                    FROM (\(ViewNames.relations)) AS v
                    JOIN pg_catalog.pg_locks AS l ON l.relation = v.oid
                    WHERE l.granted AND l.database = \(PostgreSQLMaterializedViews.databaseOID)
                ) AS h
                JOIN pg_catalog.pg_stat_activity AS a ON a.pid = h.pid
                WHERE a.pid <> pg_catalog.pg_backend_pid() AND a.leader_pid IS NULL
                    AND \(LockHolder.milliseconds) >= $3::bigint
                ORDER BY a.xact_start
                """, ViewNames(views).values + [.integer(age.milliseconds)])
        return try rows.reduce(into: [:]) { readers, row in
            let view = try ViewNames.name(row)
            guard readers[view, default: []].count < LockHolders.most else { return }
            let holder = try LockHolder(row)
            readers[view, default: []].append(
                LongReader(session: holder.session, age: holder.age ?? age, query: holder.query))
        }
    }
}
