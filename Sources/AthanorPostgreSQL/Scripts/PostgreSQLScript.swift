package import Athanor

extension PostgreSQLDialect {
    /// Scripts for `psql`.
    package var script: any ScriptDialect { PostgreSQLScript() }
}

/// SQL in a script for `psql`.
///
/// Source: PostgreSQL documentation, "psql".
package struct PostgreSQLScript: ScriptDialect {
    private var dialect: PostgreSQLDialect { PostgreSQLDialect() }

    /// `psql`.
    package var client: String { "psql" }

    /// `INSERT` statements: PostgreSQL's tables have no conflict clauses.
    /// - Throws: ``OperationError`` for a name that PostgreSQL would not keep.
    package func inserting(_ rows: RowsToInsert) throws(OperationError) -> [SQLStatement] {
        try rows.statements(dialect)
    }

    /// One `UPDATE`.
    package func updating(_ backfill: Backfill) -> [SQLStatement] { [backfill.whole(dialect)] }

    /// Makes `psql` stop at the first error, takes the role and the migration lock, and records the session's settings,
    /// as Athanor does in its own sessions.
    package func opening(role: String?, trustedOwners: [String], versionTable: QualifiedName) -> String {
        // A psqlrc may set these otherwise: to continue after an error, or to commit each statement separately.
        let forClient = """
            \\set ON_ERROR_STOP on
            \\set ON_ERROR_ROLLBACK off
            \\set AUTOCOMMIT on
            \\set QUIET on
            SET client_encoding = 'UTF8';
            \(ReadingSettings.reading.text);
            SET client_min_messages = warning;
            """
        let roleText = role.map { ["SET ROLE \(dialect.quote($0));"] } ?? []
        let path = PinnedPath(trusting: trustedOwners)
        let variables: [(Variable, SQLStatement)] = [
            (.pinning, path.setting), (.leaving, PinnedPath.leaving), (.trusting, path.trusting),
        ]
        let keeping = variables.map { "SELECT \(dialect.quoteText($1.text)) AS \($0.rawValue) \\gset" }
        // In a transaction: outside one, the path would no longer be pinned when the next statement runs.
        let looking =
            [
                // Pinning hides these settings, so they are read before it.
                "BEGIN;", "\(SessionSettings.askingPinned(as: "athanor_pinned_settings").text) \\gset",
                text(of: locking(versionTable)),
            ]
            + [
                Self.pinned("SELECT pg_catalog.current_setting('athanor.lock') AS athanor_lock \\gset"),
                Self.pinned("\(SessionSettings.asking.text) \\gset"),
                """
                SELECT pg_catalog.concat(:'\(RememberedStatement.settings.rawValue)', :'athanor_pinned_settings')
                       AS \(RememberedStatement.settings.rawValue) \\gset
                \\unset athanor_pinned_settings
                """, "COMMIT;",
            ]
        return ([forClient] + roleText + keeping + looking).joined(separator: "\n\n")
    }

    /// A psql variable that holds a statement of ``PinnedPath``. The session itself is not a safe place for it, see
    /// ``RememberedStatement``.
    private enum Variable: String, CaseIterable {
        case pinning = "athanor_pin"
        case leaving = "athanor_unpin"
        case trusting = "athanor_trust"

        /// The line of a script that runs the statement.
        var line: String { ":\(rawValue) \\gset athanor_" }
    }

    /// One of Athanor's own statements, between those that pin the search path and restore it.
    private static func pinned(_ text: String) -> String {
        "\(Variable.pinning.line)\n\(text)\n\(Variable.leaving.line)"
    }

    /// Removes the variables and releases the migration lock, for callers whose session continues.
    package var closing: String {
        """
        \((RememberedStatement.allCases.map(\.rawValue) + Variable.allCases.map(\.rawValue)).map { "\\unset \($0)" }
            .joined(separator: "\n"))

        SELECT pg_catalog.pg_advisory_unlock(:athanor_lock) AS unlocked \\gset athanor_
        """
    }

    /// Takes the same lock as a live migrator, or stops. The lock's key stays in a psql variable until the end.
    private func locking(_ versionTable: QualifiedName) -> SQLStatement {
        SQLStatement(
            own: SQLStatement.block(
                """
                \(computingKey(versionTable))
                    IF NOT pg_catalog.pg_try_advisory_lock(key::bigint) THEN
                        RAISE EXCEPTION USING
                            MESSAGE = 'another migration run is using this database',
                            HINT = 'Run this script again when it has finished.';
                    END IF;
                    PERFORM pg_catalog.set_config('athanor.lock', key::bigint::text, false);
                """,
                declaring: """
                        key numeric := 14695981039346656037;
                        schema_name text;
                        part text;
                        bytes bytea;
                        low integer;
                    """
            ).text)
    }

    /// The key of ``PostgreSQLMigrationLock``, computed by the server, since only the server knows the schema.
    private func computingKey(_ versionTable: QualifiedName) -> String {
        let name = dialect.quoteText(versionTable.name)
        let schema =
            versionTable.schema.map { "schema_name := \(dialect.quoteText($0));" }
            ?? SessionPath.finding("pg_catalog.current_schema()", into: "schema_name") + """

                schema_name := coalesce(
                    (SELECT n.nspname
                     FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                     WHERE c.oid = \(SessionPath.relation(dialect.quoteText(dialect.quote(versionTable.name))))),
                    schema_name);
                PERFORM \(SessionPath.pinning);
                """
        return """
            \(schema.indentedWhole(by: 4))
                FOREACH part IN ARRAY ARRAY['athanor', schema_name, \(name)]::text[] LOOP
                    bytes := pg_catalog.convert_to(part, 'UTF8') || '\\000'::bytea;
                    FOR place IN 0..pg_catalog.length(bytes) - 1 LOOP
                        low := (key % 256)::integer;
                        key := ((key - low + (low # pg_catalog.get_byte(bytes, place))) * 1099511628211)
                            % 18446744073709551616;
                    END LOOP;
                END LOOP;
                IF key >= 9223372036854775808 THEN
                    key := key - 18446744073709551616;
                END IF;
            """
    }

    /// A block that raises an exception when the query gives rows.
    package func asserting(noRowsOf query: SQLStatement, otherwise message: String) -> [SQLStatement] {
        let assertion = SQLStatement.block(
            """
                IF EXISTS (
            \(ScriptText(query, dialect: dialect, forClient: false).text)
                ) THEN
                    RAISE EXCEPTION USING
                        MESSAGE = \(dialect.quoteText(message)),
                        HINT = 'This transaction is rolled back. Transactions that were committed before it are kept.';
                END IF;
            """)
        return [query.isOwn ? SQLStatement(own: assertion.text) : assertion]
    }

    /// No statements: the server records when a transaction begins.
    package var noting: [SQLStatement] { [] }

    /// The time when the transaction began, by the server's clock.
    package var startedAt: String { "pg_catalog.transaction_timestamp()" }

    /// The duration by the server's own clock.
    package var milliseconds: String { dialect.millisecondsSinceBegin ?? "0" }

    /// The table's name with the schema in which the server finds it.
    package func fullName(of table: QualifiedName) -> String {
        guard table.schema == nil else { return dialect.quoteText(table.recorded) }
        return """
            (SELECT pg_catalog.concat(n.nspname, '.', c.relname)
             FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
             WHERE c.oid = \(SessionPath.relation(dialect.quoteText(dialect.quote(table)))))
            """
    }

    /// The user who connected.
    package var performedBy: String? { "session_user" }

    /// The statement in the form that `psql` accepts.
    package func text(of statement: SQLStatement) -> String {
        // `psql` would print a row of settings; this way the row only goes into variables.
        let intoVariables = " \\gset athanor_"
        if RememberedStatement(statement) != nil { return statement.text + intoVariables }
        let written = ScriptText(statement, dialect: dialect, forClient: true)
        let isOfSettings = statement.origin == nil && statement.text.hasPrefix("SELECT pg_catalog.set_config(")
        let text = written.text + (isOfSettings ? intoVariables : written.endsInComment ? "\n;" : ";")
        if statement.isOwn { return Self.pinned(text) }
        // Code of other roles may have changed the trusted roles.
        return (MetadataTablesTrust.isAsked(by: statement) ? Variable.trusting.line + "\n" : "") + text
    }
}
