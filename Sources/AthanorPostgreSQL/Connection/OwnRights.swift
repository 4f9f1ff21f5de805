internal import Athanor

/// The rights that the session began with, for what Athanor writes to its own tables while a revision has taken another role
/// (`SET ROLE`, `SET SESSION AUTHORIZATION`).
///
/// What they are was asked for when the session began (``RememberedStatement``).
enum OwnRights {
    /// Takes them until the transaction ends, keeping what the revision has.
    static let taking = [Statement(own: Statement.block(keepingText).text), RememberedStatement.rights.placeholder]

    /// Gives the revision its rights back.
    static let giving = Statement(own: Statement.block(givingText).text)

    /// A script has no client that notices when the encoding was changed, so that this does.
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

    /// Statements with what takes Athanor's own rights for them, and gives those of the revision back after them.
    static func around(_ statements: [Statement]) -> [Statement] { taking + statements + [giving] }
}
