internal import Athanor

/// The rights that the session began with. Athanor writes to its metadata tables with them while a revision has taken
/// another role (`SET ROLE`, `SET SESSION AUTHORIZATION`).
///
/// Athanor reads them when the session begins (``RememberedStatement``).
enum OwnRights {
    /// Takes these rights until the transaction ends, and keeps those of the revision for ``giving``.
    static let taking = [
        SQLStatement(own: SQLStatement.block(keepingText).text), RememberedStatement.rights.placeholder,
    ]

    /// Gives the revision its rights back.
    static let giving = SQLStatement(own: SQLStatement.block(givingText).text)

    /// In a script no client notices that the encoding was changed, so this block checks it.
    private static let keepingText = """
            IF pg_catalog.current_setting('client_encoding') <> 'UTF8'
                AND (pg_catalog.current_setting('client_encoding') <> 'SQL_ASCII'
                     OR pg_catalog.current_setting('server_encoding') NOT IN ('UTF8', 'SQL_ASCII'))
            THEN
                RAISE EXCEPTION USING
                    MESSAGE = pg_catalog.concat('client_encoding is now ', pg_catalog.current_setting('client_encoding'),
                                                ', but this is written in UTF-8'),
                    HINT = 'Remove what sets client_encoding.';
            END IF;
            PERFORM pg_catalog.set_config('athanor.given_role', pg_catalog.current_setting('role'), true),
                    pg_catalog.set_config(
                        'athanor.given_authorization', pg_catalog.current_setting('session_authorization'), true);
        """

    private static let givingText = """
            PERFORM pg_catalog.set_config(
                        'session_authorization', pg_catalog.current_setting('athanor.given_authorization'), true),
                    pg_catalog.set_config('role', pg_catalog.current_setting('athanor.given_role'), true);
        """

    /// The statements, between one that takes Athanor's own rights and one that gives the revision its rights back.
    static func around(_ statements: [SQLStatement]) -> [SQLStatement] { taking + statements + [giving] }
}
