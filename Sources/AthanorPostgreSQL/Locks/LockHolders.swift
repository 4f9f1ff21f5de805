internal import Athanor

/// Queries which sessions hold locks.
struct LockHolders: Sendable {
    let connection: any Connection

    /// The maximum number of sessions to name.
    static let most = 5

    /// The other sessions of this database that hold locks, at most ``most``: first those that have claimed a view (an
    /// advisory lock), then those with the longest transaction. Workers of a parallel query are left out; their session
    /// is listed.
    /// - Parameters:
    ///   - condition: the locks to look for: SQL on `l`, a row of `pg_locks`.
    ///   - values: the values that the condition binds.
    /// - Throws: ``DatabaseFailure``.
    func sessions(
        _ condition: String, _ values: [Value]
    ) async throws -> [LockHolder] {
        try await connection.query(
            own: """
                SELECT a.pid, \(LockHolder.columns)
                FROM pg_catalog.pg_stat_activity AS a
                JOIN (
                    SELECT l.pid, pg_catalog.bool_or(l.locktype = 'advisory') AS has_claim
                    FROM pg_catalog.pg_locks AS l
                    WHERE l.granted AND l.database = \(PostgreSQLMaterializedViews.databaseOID) AND (\(condition))
                    GROUP BY l.pid
                ) AS h ON h.pid = a.pid
                WHERE a.pid <> pg_catalog.pg_backend_pid() AND a.leader_pid IS NULL
                ORDER BY h.has_claim DESC, a.xact_start
                LIMIT \(Self.most)
                """, values
        ).map(LockHolder.init)
    }
}

/// A session that holds a lock, as far as the current session may see it.
struct LockHolder: Sendable, CustomStringConvertible {
    /// Process id, user, application.
    let session: String
    /// The session's state: `active`, `idle in transaction`.
    let state: String?
    /// The age of its transaction, in the server's format.
    let ageText: String?
    /// The age of its transaction as a duration.
    let age: Duration?
    /// The beginning of the statement that it runs or ran last.
    let query: String?

    /// The columns of `a`, a row of `pg_stat_activity`, that describe the session.
    static let columns = """
        a.usename AS user_name, nullif(a.application_name, '') AS application, a.state,
        pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - a.xact_start)::text AS age,
        (\(milliseconds))::bigint AS milliseconds,
        pg_catalog.left(pg_catalog.regexp_replace(
            nullif(nullif(a.query, ''), '<insufficient privilege>'), '\\s+', ' ', 'g'), 60) AS query
        """

    /// An SQL expression for the age of its transaction in milliseconds.
    static let milliseconds =
        "pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - a.xact_start) * 1000"

    /// Reads a row of ``columns`` and `pid`.
    /// - Throws: ``RowError``.
    init(_ row: ResultRow) throws {
        session = [
            "pid \(try row["pid", as: Int64.self])", try row["user_name", as: String?.self],
            try row["application", as: String?.self],
        ].compactMap(\.self).joined(separator: ", ")
        state = try row["state", as: String?.self]
        ageText = try row["age", as: String?.self]
        age = try row["milliseconds", as: Int64?.self].map { .milliseconds($0) }
        query = try row["query", as: String?.self]
    }

    var description: String {
        [session, state, ageText.map { "for \($0)" }, query.map { "\"\($0)\"" }].compactMap(\.self)
            .joined(separator: ", ")
    }
}
