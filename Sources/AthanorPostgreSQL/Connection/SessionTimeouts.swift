internal import Athanor

/// The timeouts that the sessions of a run begin with. A revision can set others, and gets these back afterwards.
///
/// Source: PostgreSQL documentation, "Statement Behavior": `lock_timeout` and `statement_timeout`; in `pg_settings` both are
/// whole milliseconds, where 0 means no limit.
enum SessionTimeouts {
    /// Sets the timeouts that have a limit. A shorter value that is already set is kept, as from the server's
    /// configuration, the user, the database or the URL.
    static func setting(_ timeouts: Timeouts) -> SQLStatement {
        SQLStatement(
            own: """
                SELECT pg_catalog.set_config(s.name, t.milliseconds::text, false)
                FROM (VALUES ('lock_timeout', $1::bigint), ('statement_timeout', $2::bigint)) AS t (name, milliseconds)
                JOIN pg_catalog.pg_settings AS s ON s.name = t.name
                WHERE t.milliseconds > 0 AND (s.setting::bigint = 0 OR s.setting::bigint > t.milliseconds)
                """, [.integer(milliseconds(timeouts.lock)), .integer(milliseconds(timeouts.statement))])
    }

    /// Sets the lock timeout of the open transaction. A shorter value of the session is kept. It uses SET LOCAL, which
    /// Citus passes on to its other servers.
    /// - Parameter milliseconds: the timeout; 0 for no limit.
    static func settingLocally(lock milliseconds: Int64) -> SQLStatement {
        SQLStatement(
            own: SQLStatement.block(
                """
                    EXECUTE pg_catalog.format('SET LOCAL lock_timeout TO %L', (
                        SELECT CASE WHEN \(milliseconds) > 0 AND s.setting::bigint NOT BETWEEN 1 AND \(milliseconds)
                                    THEN '\(milliseconds)' ELSE s.setting END
                        FROM pg_catalog.pg_settings AS s
                        WHERE s.name = 'lock_timeout'));
                """
            ).text)
    }

    /// An SQL condition on `s`, the row of `lock_timeout` in `pg_settings`: the value is still the one that
    /// ``setting(_:)`` has set or kept.
    static func isAsSet(_ limit: TimeLimit) -> String {
        let milliseconds = milliseconds(limit)
        return """
            s.setting = CASE WHEN \(milliseconds) > 0 AND s.reset_val::bigint NOT BETWEEN 1 AND \(milliseconds)
                             THEN '\(milliseconds)' ELSE s.reset_val END
            """
    }

    /// The limit in whole milliseconds, the unit of the setting, at most `Int32.max`; 0 means no limit.
    static func milliseconds(_ limit: TimeLimit) -> Int64 {
        limit.duration.map { min($0.milliseconds, Int64(Int32.max)) } ?? 0
    }
}
