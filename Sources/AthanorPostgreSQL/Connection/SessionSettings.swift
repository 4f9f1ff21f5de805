internal import Athanor

/// Restores the settings that a session had, whatever a revision changed.
///
/// Athanor reads the session's settings once, right after connecting, and keeps them outside it
/// (``RememberedStatement``).
enum SessionSettings {
    /// Queries the remembered statements, each in the column of its name. Settings that are pinned while one of
    /// Athanor's own statements runs look like settings made in the session, but are not, so they are left out.
    static let asking = SQLStatement(
        own: """
            SELECT pg_catalog.concat(
                       'SELECT ',
                       (SELECT pg_catalog.string_agg(
                                   pg_catalog.format('pg_catalog.set_config(%L, %L, false), ', s.name,
                                                     pg_catalog.current_setting(s.name)), '')
                        FROM pg_catalog.pg_settings AS s
                        WHERE s.source = 'session' AND s.context IN ('user', 'superuser')
                          AND s.name NOT IN (\(PinnedPath.changed))),
                       pg_catalog.format(
                           'pg_catalog.set_config(''session_authorization'', %L, false), pg_catalog.set_config(''role'', %L, false)',
                           pg_catalog.current_setting('session_authorization'), pg_catalog.current_setting('role')))
                       AS \(RememberedStatement.settings.rawValue),
                   pg_catalog.format(
                       'SELECT pg_catalog.set_config(''session_authorization'', %L, true), pg_catalog.set_config(''role'', %L, true)',
                       pg_catalog.current_setting('session_authorization'), pg_catalog.current_setting('role'))
                       AS \(RememberedStatement.rights.rawValue)
            """)

    /// Queries a continuation of the remembered statement, for the settings that are pinned while ``asking`` runs. The
    /// continuation restores those that were set in the session, as the caller of a script may have done. The query
    /// runs under the session's path.
    /// - Parameter column: the column's name.
    static func askingPinned(as column: String) -> SQLStatement {
        SQLStatement(
            """
            SELECT pg_catalog.concat(
                       (SELECT pg_catalog.string_agg(
                                   pg_catalog.format(', pg_catalog.set_config(%L, %L, false)', s.name,
                                                     pg_catalog.current_setting(s.name)), '')
                        FROM pg_catalog.pg_settings AS s
                        WHERE s.source OPERATOR(pg_catalog.=) 'session'
                          AND s.name OPERATOR(pg_catalog.=) ANY (ARRAY[\(PinnedPath.changed)]::pg_catalog.text[])))
                   AS \(column)
            """)
    }

    /// Restores the remembered settings, and resets all others to their configured values.
    static let restoring = [SQLStatement("RESET ALL"), RememberedStatement.settings.placeholder]
}
