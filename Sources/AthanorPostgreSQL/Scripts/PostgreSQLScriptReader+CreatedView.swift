internal import Athanor

extension PostgreSQLScriptReader {
    /// The view of `CREATE [OR REPLACE] MATERIALIZED VIEW [IF NOT EXISTS] name …`.
    func createdView(_ statement: ScriptStatement) -> QualifiedName? {
        guard statement.command == "CREATE MATERIALIZED VIEW" else { return nil }
        var tokens = ViewStatementTokens(statement.slice)
        tokens.accept("CREATE")
        tokens.accept("OR", "REPLACE")
        tokens.accept("MATERIALIZED", "VIEW")
        tokens.accept("IF", "NOT", "EXISTS")
        return tokens.acceptQualifiedName()
    }
}
