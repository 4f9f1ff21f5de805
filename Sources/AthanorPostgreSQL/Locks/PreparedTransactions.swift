internal import Athanor

/// Transactions that are prepared for two-phase commit. They hold their locks without a process until somebody ends
/// them.
///
/// Source: PostgreSQL documentation, "pg_prepared_xacts" and "pg_locks" (`pid` is NULL).
struct PreparedTransactions: Sendable {
    let connection: any Connection

    /// The transactions that hold locks, at most ``LockHolders/most``, as `prepared transaction 'px' of postgres, for
    /// 00:10:00: COMMIT PREPARED 'px' or ROLLBACK PREPARED 'px' ends it`.
    /// - Parameters:
    ///   - condition: the locks to look for: SQL on `l`, a row of `pg_locks`.
    ///   - values: the values that the condition binds.
    /// - Throws: ``DatabaseFailure``.
    func holding(_ condition: String, _ values: [Value]) async throws -> [String] {
        try await connection.query(
            own: """
                SELECT DISTINCT x.gid, x.owner::text AS owner,
                       pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - x.prepared)::text AS age
                FROM pg_catalog.pg_locks AS l
                JOIN pg_catalog.pg_locks AS t
                  ON t.virtualtransaction = l.virtualtransaction AND t.pid IS NULL AND t.locktype = 'transactionid'
                JOIN pg_catalog.pg_prepared_xacts AS x ON x.transaction = t.transactionid
                WHERE l.pid IS NULL AND l.granted AND (\(condition))
                ORDER BY x.gid
                LIMIT \(LockHolders.most)
                """, values
        ).map { row in
            let name = PostgreSQLDialect().quoteText(try row["gid", as: String.self])
            return
                "prepared transaction \(name) of \(try row["owner", as: String.self]), for \(try row["age", as: String.self]): "
                + "COMMIT PREPARED \(name) or ROLLBACK PREPARED \(name) ends it"
        }
    }
}
