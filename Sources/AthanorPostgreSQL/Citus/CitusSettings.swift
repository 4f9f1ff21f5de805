internal import Athanor

/// Settings of the extension Citus. Without the extension the statements do nothing, except
/// ``sendingDefinitions(_:)``, which is only for sessions with the extension.
enum CitusSettings {
    /// A PL/pgSQL statement that stops Citus from creating objects on other servers for the rest of the transaction.
    /// Otherwise Citus warns about each temporary view that it cannot create there.
    static let notPropagating = "PERFORM \(setting("citus.enable_ddl_propagation", to: "off"));"

    /// Sets whether Citus sends definitions to the other servers for the rest of the transaction. It does not use SET
    /// LOCAL, which Citus itself would send.
    static func sendingDefinitions(_ sends: Bool) -> SQLStatement {
        SQLStatement.block(
            "PERFORM pg_catalog.set_config('citus.enable_ddl_propagation', '\(sends ? "on" : "off")', true);")
    }

    /// The same as ``notPropagating``, as a query.
    static let leavingOut = "SELECT \(setting("citus.enable_ddl_propagation", to: "off"))"

    /// Applies the session's timeouts on the servers that keep the shards, and makes Citus change the shards of a table
    /// one after the other: after a change of all shards at once, Citus refuses a change of a reference table in the
    /// same transaction. Settings of Citus that the user has set are kept.
    ///
    /// Source: Citus documentation, "Configuration Reference" (`citus.propagate_set_commands`,
    /// `citus.multi_shard_modify_mode`).
    /// - Parameter inOrder: whether shards are changed one after the other; work that only changes rows runs on all at
    ///   once.
    static func opening(inOrder: Bool) -> SQLStatement {
        let settings =
            [("citus.propagate_set_commands", "local")]
            + (inOrder ? [("citus.multi_shard_modify_mode", "sequential")] : [])
        let values = settings.map { "('\($0)', '\($1)')" }.joined(separator: ", ")
        return whereItIs(
            """
                    PERFORM pg_catalog.set_config(v.name, v.value, true)
                    FROM (VALUES \(values)) AS v (name, value)
                    JOIN pg_catalog.pg_settings AS s ON s.name OPERATOR(pg_catalog.=) v.name
                    WHERE s.source OPERATOR(pg_catalog.=) 'default';
            \(passing("lock_timeout", always: false))
            \(passing("statement_timeout", always: false))
            """)
    }

    /// Applies timeouts that were set for the session on the servers that keep the shards, for the rest of the
    /// transaction.
    static let passingTimeouts = whereItIs(
        [passing("lock_timeout", always: true), passing("statement_timeout", always: true)].joined(separator: "\n"))

    /// A statement that passes one setting on. Citus passes on what SET LOCAL sets, but not what a function or SET for
    /// the session sets.
    /// - Parameter always: whether to pass on 0 (no limit) too. The other servers may still have another limit.
    private static func passing(_ name: String, always: Bool) -> String {
        let execution =
            "EXECUTE pg_catalog.format('SET LOCAL \(name) TO %L', pg_catalog.current_setting('\(name)'));"
        guard !always else { return "        \(execution)" }
        return """
                    IF pg_catalog.current_setting('\(name)') OPERATOR(pg_catalog.<>) '0' THEN
                        \(execution)
                    END IF;
            """
    }

    private static func whereItIs(_ body: String) -> SQLStatement {
        SQLStatement(
            own: """
                DO $athanor$
                BEGIN
                    IF EXISTS (SELECT FROM pg_catalog.pg_extension AS e WHERE e.extname OPERATOR(pg_catalog.=) 'citus') THEN
                \(body)
                    END IF;
                END
                $athanor$
                """)
    }

    private static func setting(_ name: String, to value: String) -> String {
        """
        pg_catalog.set_config('\(name)', '\(value)', true)
        FROM pg_catalog.pg_extension AS e WHERE e.extname OPERATOR(pg_catalog.=) 'citus'
        """
    }
}
