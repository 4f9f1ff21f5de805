internal import Athanor

/// Gives a session back the settings it had, whatever a revision did to them.
///
/// What the session has is remembered once, right after connecting, as a prepared statement: that survives the end of
/// a transaction, RESET ALL, SET ROLE and SET SESSION AUTHORIZATION. (The script reader refuses DISCARD ALL and
/// DEALLOCATE ALL, which it would not survive.)
enum SessionSettings {
    /// Remembers the role, and every setting that was made in this session rather than configured for it. What is pinned while
    /// a statement of Athanor's own runs is none of these, but looks like one.
    static let remembering = Statement(
        own: """
            DO $athanor$
            BEGIN
                EXECUTE pg_catalog.concat(
                    'PREPARE athanor_restore_settings AS SELECT ',
                    (SELECT pg_catalog.string_agg(
                                pg_catalog.format('pg_catalog.set_config(%L, %L, false), ', s.name,
                                                  pg_catalog.current_setting(s.name)), '')
                     FROM pg_catalog.pg_settings AS s
                     WHERE s.source = 'session' AND s.context IN ('user', 'superuser')
                       AND s.name NOT IN (\(PinnedPath.changed))),
                    pg_catalog.format('pg_catalog.set_config(%L, %L, false), ', '\(OwnTablesTrust.setting)',
                                      coalesce(pg_catalog.current_setting('\(OwnTablesTrust.setting)', true), '')),
                    pg_catalog.format(
                        'pg_catalog.set_config(''session_authorization'', %L, false), pg_catalog.set_config(''role'', %L, false)',
                        pg_catalog.current_setting('session_authorization'), pg_catalog.current_setting('role')));
                EXECUTE pg_catalog.format(
                    'PREPARE athanor_own_rights AS SELECT pg_catalog.set_config(''session_authorization'', %L, true), '
                        'pg_catalog.set_config(''role'', %L, true)',
                    pg_catalog.current_setting('session_authorization'), pg_catalog.current_setting('role'));
            END
            $athanor$
            """)

    /// Gives the remembered settings back, and all others the values that they are configured with.
    static let restoring = [Statement("RESET ALL"), restoringRemembered]

    /// Gives the remembered settings back.
    static let restoringRemembered = Statement("EXECUTE athanor_restore_settings")
}
