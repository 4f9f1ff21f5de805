internal import Athanor

/// `REFRESH MATERIALIZED VIEW CONCURRENTLY` in a revision.
///
/// For such a refresh the server generates SQL, in which it appends `_2` to the name of a temporary table. With
/// `quote_all_identifiers` on, that name is in quotes, so the generated SQL is invalid and the refresh fails. So the
/// setting is off during the refresh. Afterwards the previous value is set until the transaction ends; a value that the
/// revision has set for the session is kept.
///
/// Source: `make_temptable_name_n` in `matview.c`.
struct RefreshingConcurrently {
    private let statement: ScriptStatement

    /// Creates it for a concurrent refresh; `nil` for every other statement.
    init?(_ statement: ScriptStatement) {
        guard statement.command == "REFRESH MATERIALIZED VIEW" else { return nil }
        var tokens = ViewStatementTokens(statement.slice)
        guard tokens.accept("REFRESH", "MATERIALIZED", "VIEW", "CONCURRENTLY") else { return nil }
        self.statement = statement
    }

    private static let kept = "athanor.quoting_before_refresh"

    private var statements: [SQLStatement] {
        [
            SQLStatement(
                """
                SELECT pg_catalog.set_config('\(Self.kept)', pg_catalog.current_setting('quote_all_identifiers'), true),
                       pg_catalog.set_config('quote_all_identifiers', 'off', true)
                """),
            SQLStatement(statement.slice),
            SQLStatement(
                "SELECT pg_catalog.set_config('quote_all_identifiers', pg_catalog.current_setting('\(Self.kept)'), true)"
            ),
            SQLStatement(own: TemporaryLeftovers.refusing),
        ]
    }

    /// One step, so that nothing runs in between. The settings last until the end of the transaction.
    var step: LoweredStep {
        let statements = statements
        let resolved = LoweredStep.resolvedWhenRun(
            ResolvedStep(
                summary: LoweredStep.statement(
                    LoweredStatement(SQLStatement(statement.slice), command: statement.command)
                ).summary, origin: statement.slice,
                previewing: .known(statements.map { LoweredStatement($0, command: statement.command) })
            ) { _ in statements })
        return statement.execution == .alone ? .ownTransaction([resolved]) : resolved
    }
}
