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
        guard let first = tokens.acceptName() else { return nil }
        guard tokens.accept(symbol: ".") else { return QualifiedName(schema: nil, name: first) }
        return tokens.acceptName().map { QualifiedName(schema: first, name: $0) }
    }
}
