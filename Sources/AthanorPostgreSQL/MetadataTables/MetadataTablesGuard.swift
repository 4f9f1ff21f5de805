package import Athanor

extension PostgreSQLDialect {
    /// Statements that fail if the metadata tables or the version table cannot be trusted.
    package func guardingMetadataTables(
        and versionTable: QualifiedName?, for access: MetadataTablesAccess
    ) -> [SQLStatement] {
        // Before Athanor writes, the work of a revision may have run code of other roles.
        (access == .writing ? [SQLStatement(own: TemporaryLeftovers.refusing)] : [])
            + [MetadataTablesGuard.statement(versionTable: versionTable, for: access)]
    }
}

/// The statement that checks the metadata tables in the transaction that reads or writes them.
///
/// The tables may have changed since the check at the start of the command: other roles may have the right to create
/// triggers, or may own the version table's schema. So this statement first locks the tables, with the lock that the
/// work takes anyway, and checks them then. Until the transaction ends, the lock stops others from creating triggers,
/// policies or rules on the tables, and from altering or replacing them.
///
/// Source: PostgreSQL documentation, "Explicit Locking".
enum MetadataTablesGuard {
    static func statement(versionTable: QualifiedName?, for access: MetadataTablesAccess) -> SQLStatement {
        let finding = versionTable.map(finding)
        let declarations = """
                table_name pg_catalog.text;
                version_table pg_catalog.oid;
                found pg_catalog.json;
            """
        return SQLStatement(
            own: SQLStatement.block(
                """
                \(finding?.indentedWhole(by: 4) ?? "")
                \(locking(for: access).indentedWhole(by: 4))
                \(finding.map(findingAgain) ?? "")
                    IF NOT (\(isPlain.indented(by: 4))) THEN
                \(refusing(versionTable: finding == nil ? nil : "version_table", for: access).indentedWhole(by: 8))
                    END IF;
                """, declaring: declarations
            ).text)
    }

    /// Statements that find the OID of the table that a name refers to now, whatever the transaction's snapshot is. The
    /// OID is NULL if the role may not look, so that the following statement reports the missing right.
    private static func finding(_ table: QualifiedName) -> String {
        let dialect = PostgreSQLDialect()
        let looking = "pg_catalog.to_regclass(\(dialect.quoteText(dialect.quote(table))))::pg_catalog.oid"
        guard let schema = table.schema else { return SessionPath.finding(looking, into: "version_table") }
        return """
            version_table := (SELECT \(looking) FROM pg_catalog.pg_namespace AS n
                              WHERE n.nspname = \(dialect.quoteText(schema)) AND pg_catalog.has_schema_privilege(n.oid, 'USAGE'));
            """
    }

    /// Looks for the version table again. A transaction with a stricter isolation level does not see in the catalog a
    /// table that was created after it began, and would write into it.
    private static func findingAgain(_ finding: String) -> String {
        """
            -- Under the lock the name means this table until the transaction ends.
        \(finding.indentedWhole(by: 4))
            IF version_table IS NOT NULL AND NOT EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.oid = version_table) THEN
                RAISE EXCEPTION USING
                    ERRCODE = '\(ForeignCode.refused)',
                    MESSAGE = 'another version table was put in the place of the one that was there when this transaction began',
                    HINT = 'Find out who did that before you run this again.';
            END IF;
        """
    }

    /// Ends the block with an error if a check fails.
    static func refusing(versionTable: String?, for access: MetadataTablesAccess) -> String {
        """
        found := \(MetadataTablesTrust.finding(versionTable: versionTable, whereWritten: access == .writing))::pg_catalog.json;
        IF found IS NOT NULL THEN
            RAISE EXCEPTION USING
                ERRCODE = '\(ForeignCode.refused)',
                MESSAGE = pg_catalog.concat(found->>'text', ' role ', found->>'owner',
                                            ', which does not have the rights of the login'),
                HINT = \(MetadataTablesTrust.Remedy.advising);
        END IF;
        """
    }

    /// Takes the locks, always in the same order: to read, on the version table; to write, also on the metadata tables.
    /// It skips tables on which the role lacks the right: the work that needs the right then fails.
    static func locking(for access: MetadataTablesAccess) -> String {
        let (tables, privileges, mode) =
            switch access {
            case .reading: ("c.oid = version_table", "SELECT", "ACCESS SHARE")
            case .writing:
                (
                    "c.oid = version_table OR n.nspname = 'athanor' AND c.relname IN (\(MetadataTablesTrust.names))",
                    "INSERT, UPDATE, DELETE", "ROW EXCLUSIVE"
                )
            }
        return """
            FOR table_name IN
                SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
                FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE (\(tables))
                  AND c.relkind IN ('r', 'p') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                  AND pg_catalog.has_table_privilege(c.oid, '\(privileges)')
                ORDER BY n.nspname = 'athanor', c.relname
            LOOP
                EXECUTE 'LOCK TABLE ' || table_name || ' IN \(mode) MODE';
            END LOOP;
            """
    }

    /// A condition that is fast to evaluate, and true only if nothing can be wrong: the tables belong to the login,
    /// their schemas to the login or to `pg_database_owner`, they have no triggers, rules, policies or other attached
    /// code, and the transaction is READ COMMITTED.
    private static let isPlain = """
        SELECT coalesce(
                   pg_catalog.bool_and(
                       c.relkind = 'r' AND c.relowner = l.role
                       AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger AS t WHERE t.tgrelid = c.oid) AND NOT c.relhasrules
                       AND NOT c.relrowsecurity AND NOT c.relhassubclass AND n.nspowner IN (l.role, l.of_database)
                       AND NOT EXISTS (
                           SELECT
                           FROM pg_catalog.pg_depend AS a
                           JOIN pg_catalog.pg_depend AS d ON d.classid = a.classid AND d.objid = a.objid
                           WHERE a.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND a.refobjid = c.oid
                             AND d.refclassid IN ('pg_catalog.pg_proc'::pg_catalog.regclass,
                                                  'pg_catalog.pg_operator'::pg_catalog.regclass,
                                                  'pg_catalog.pg_type'::pg_catalog.regclass))
                       AND NOT EXISTS (
                           SELECT FROM pg_catalog.pg_depend AS d
                           WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                             AND d.refclassid IN ('pg_catalog.pg_proc'::pg_catalog.regclass,
                                                  'pg_catalog.pg_type'::pg_catalog.regclass))),
                   false)
               AND (version_table IS NULL OR pg_catalog.bool_or(c.oid = version_table))
               AND pg_catalog.current_setting('transaction_isolation') = 'read committed'
        FROM (SELECT \(AuthenticatedRole.oid) AS role, 'pg_database_owner'::pg_catalog.regrole::pg_catalog.oid AS of_database) AS l
        CROSS JOIN pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.oid = version_table OR n.nspname = 'athanor' AND c.relname IN (\(MetadataTablesTrust.names))
        """
}
