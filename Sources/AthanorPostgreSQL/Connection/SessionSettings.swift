internal import Athanor

/// Gives a session back the settings it had, whatever a revision did to them.
///
/// What the session has is asked for once, right after connecting, and kept outside of it (``RememberedStatement``).
enum SessionSettings {
    /// Asks for the remembered statements, each in the column of its name. What is pinned while a statement of Athanor's own
    /// runs is no setting that was made in the session, but looks like one.
    static let asking = Statement(
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

    /// Asks for what gives those settings back that are pinned while ``asking`` runs, where the session has set them by itself, as
    /// whoever runs a script may have done: a continuation of the remembered statement. It runs under the session's path.
    /// - Parameter column: the column's name.
    static func askingPinned(as column: String) -> Statement {
        Statement(
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

    /// Gives the remembered settings back, and all others the values that they are configured with.
    static let restoring = [Statement("RESET ALL"), RememberedStatement.settings.placeholder]
}
